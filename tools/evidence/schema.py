"""The JSON schema of a review: nothing comes in, the published schema goes out.

`docs/report.schema.json` is its committed copy; a test compares the two and says how to renew it.
"""

from __future__ import annotations

import json

from agent_plugin.tools.domain import Review


def report_schema() -> dict[str, object]:
    """What `report.json` holds, as JSON Schema 2020-12."""
    schema = Review.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


if __name__ == "__main__":
    print(json.dumps(report_schema(), indent=2))
