"""Reviews and their evidence, kept: `Store`; `new_review_id()` names the next one."""

from agent_plugin.tools.store.reviews import Store, new_review_id

__all__ = ["Store", "new_review_id"]
