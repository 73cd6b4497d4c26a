"""The only place that draws: findings come in, pictures and reports that show them go out.

Nothing here decides anything: what is wrong, how sure and what follows was settled before.
"""

from agent_plugin.tools.evidence.draw import draw_evidence
from agent_plugin.tools.evidence.lettering import font_status
from agent_plugin.tools.evidence.reports import write_reports
from agent_plugin.tools.evidence.schema import report_schema

__all__ = ["draw_evidence", "font_status", "report_schema", "write_reports"]
