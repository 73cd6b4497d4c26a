"""The page that a chat shows beside a result: its parts lie here, one self-contained document goes out."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def page() -> str:
    """The whole document: nothing in it is fetched from anywhere."""
    here = files(__name__)
    style, *scripts = (
        here.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "host.js", "page.js")
    )
    words = here.joinpath("words_zh.json").read_text(encoding="utf-8")
    scripts[1] = scripts[1].replace("/*WORDS*/{}", words)
    bare = here.joinpath("page.html").read_text(encoding="utf-8")
    return bare.replace("/*STYLE*/", style).replace("/*SCRIPT*/", "\n".join(scripts))
