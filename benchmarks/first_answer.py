"""The server by stdio in, the CPU seconds that its process took until its first answer out.

    uv run python benchmarks/first_answer.py [--rounds N]

Clients give up after a second (Vercel's AI SDK) to five (OpenAI's Agents SDK). Beside the server stands one
of the SDK's own without any tools: what is above it is ours. The least of all rounds is told, for whatever
else the machine does only adds. `tests/faces/test_mcp_transports.py` holds what may be imported by then.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

FIRST = {
    "initialize": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "benchmark", "version": "1"},
    },
    "server/discover": {
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": {"name": "benchmark", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {},
        }
    },
}
SERVERS = {
    "lastlook": ["-m", "agent_plugin", "mcp", "."],
    "SDK alone": ["-c", "from mcp.server import MCPServer; MCPServer('bare').run('stdio')"],
}


def first_answer_s(words: list[str], method: str) -> float:
    """CPU seconds of a fresh process until it answered; Linux only, for it reads /proc."""
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": FIRST[method]}
    process = subprocess.Popen(
        [sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    assert "result" in answer, answer
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    process.kill()
    process.communicate()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=8)
    rounds = parser.parse_args().rounds
    for name, words in SERVERS.items():
        for method in FIRST:
            least_s = min(first_answer_s(words, method) for _ in range(rounds))
            print(f"{name:10} {method:16} {least_s:.2f} CPU s")


if __name__ == "__main__":
    main()
