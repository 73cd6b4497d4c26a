LASTLOOK_MCP_TOKEN=a-long-random-word uv run --directory /path/to/this/clone --no-dev lastlook mcp --http --port 8765 /path/to/ads
