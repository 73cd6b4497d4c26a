"""How much of a file's marks is read, and when a rule is too old to rely on."""

from __future__ import annotations

from pydantic import Field

from agent_plugin.tools.policy.base import Rules


class DisclosureRules(Rules):
    """How much of a file's marks is read. It only ever adds a row that asks for a person."""

    max_packet_bytes: int = Field(
        default=4 << 20, gt=0, description="Of XMP; with an enlarged preview it has 1 MB, more is an attack"
    )
    max_texts: int = Field(default=200, gt=0, description="A workflow of ComfyUI makes two, an editor ten")
    max_text_chars: int = Field(
        default=1 << 20, gt=0, description="Of one text; the largest workflows of ComfyUI have 500,000"
    )
    max_value_chars: int = Field(default=300, gt=0, description="Of a mark's value, as it is shown")
    max_properties: int = Field(
        default=50, gt=0, description="Of one XMP packet; more of the few that are read repeat themselves"
    )
    stale_after_days: int = Field(
        default=180, gt=0, description="Half a year: in 2026 each of these rules changed within that"
    )
