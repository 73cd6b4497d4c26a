"""The JSON schema of a review: nothing comes in, the published schema goes out.

`docs/report.schema.json` is its committed copy, which `docs/generate.py` renews.
"""

from __future__ import annotations

from agent_plugin.tools.domain import Review


def report_schema() -> dict[str, object]:
    """What `report.json` holds, as JSON Schema 2020-12."""
    schema = Review.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
