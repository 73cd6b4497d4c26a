# Last Look as a server for chats: `docker build -t lastlook .`, then, with the folder whose ads may be reviewed:
#
#   docker run --rm --read-only --tmpfs /tmp -v lastlook:/data -v "$PWD/ads:/ads:ro" \
#     -e LASTLOOK_MCP_TOKEN=a-long-random-word -p 127.0.0.1:8765:8765 lastlook
#
# By stdio, for a chat on this machine: `docker run -i --rm --read-only --tmpfs /tmp -v ... lastlook mcp /ads`.
FROM python:3.11-slim-bookworm

# MediaPipe loads these two even where nothing is drawn.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libegl1 libgles2 \
 && rm -rf /var/lib/apt/lists/*

ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /srv/lastlook
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY prompts prompts
COPY tools tools
COPY agent_plugin agent_plugin
# The model files are packages like any other: nothing is fetched later. uv itself is not needed any more then.
RUN pip install --no-cache-dir uv==0.13.9 \
 && uv sync --frozen --no-dev \
 && pip uninstall --yes uv \
 && useradd --system --uid 10001 lastlook \
 && install -d -o lastlook /data /ads

ENV PATH=/srv/lastlook/.venv/bin:$PATH \
    HOME=/tmp MPLBACKEND=Agg MPLCONFIGDIR=/tmp \
    LASTLOOK_DATA_DIR=/data LASTLOOK_CACHE_DIR=/data/cache
USER 10001
VOLUME /data
EXPOSE 8765
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8765/health', timeout=5)"]
ENTRYPOINT ["lastlook"]
CMD ["mcp", "--http", "--host", "0.0.0.0", "/ads"]
