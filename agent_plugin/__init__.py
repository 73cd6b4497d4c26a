"""How the world reaches Last Look; the work itself is in `agent_plugin.tools`."""

from pathlib import Path as _Path

if not (_Path(__file__).parent / "tools").is_dir():  # a checkout without symlinks
    __path__.append(str(_Path(__file__).parent.parent))
