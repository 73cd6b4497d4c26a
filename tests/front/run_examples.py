"""The examples of `lastlook` run in a process of their own; failures go out as JSON, by exported name."""

from __future__ import annotations

import doctest
import json

import lastlook

NAMES = [name for name in lastlook.__all__ if name != "__version__"]


def failures(examples: doctest.DocTest) -> str:
    """What the examples said that they should not have."""
    faults: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=faults.append)
    return "".join(faults)


def main() -> None:
    """All of them, those of the module first."""
    finder = doctest.DocTestFinder(recurse=False)
    documented = {"lastlook": lastlook, **{name: getattr(lastlook, name) for name in NAMES}}
    found = {name: finder.find(thing, name, globs={}) for name, thing in documented.items()}
    print(json.dumps({name: "".join(map(failures, examples)) for name, examples in found.items()}))


if __name__ == "__main__":
    main()
