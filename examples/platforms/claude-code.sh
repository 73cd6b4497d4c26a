claude mcp add lastlook -- uv run --directory /path/to/this/clone --no-dev lastlook mcp /path/to/ads
