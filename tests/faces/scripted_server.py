"""A server on stdin and stdout whose finder is scripted: the folder of a `place` comes in as an argument."""

from __future__ import annotations

import sys
from pathlib import Path

from agent_plugin.mcp.server import make_server
from agent_plugin.workshop import Workshop
from tests.faces.served import app_at

if __name__ == "__main__":
    home = Path(sys.argv[1])
    with Workshop(app_at(home), (home / "ads",)) as shop:
        make_server(shop).run("stdio")
