"""A manifest and rows of `lastlook batch` in, the product's calibration table out.

    python -m training.calibration.manifest link PICTURES SAMPLE
    lastlook batch SAMPLE -o real.jsonl --fresh --fail-on never            (and the renders: dev.jsonl)
    python -m training.calibrate training/calibration/pictures.jsonl real.jsonl --renders dev.jsonl

`just calibrate` does all of it. Prints what the table does on the repositories that were held out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from agent_plugin.tools.policy.calibration import TABLE
from training.calibration.evidence import cases_of, read_rows, tops
from training.calibration.figures import format_figures, rule_rows
from training.calibration.manifest import read_manifest
from training.calibration.thresholds import fit


def main() -> None:
    """Fit the table, write it, and say how far it holds."""
    parser = argparse.ArgumentParser(description="Fit each category's thresholds to real pictures.")
    parser.add_argument("manifest", type=Path)
    parser.add_argument("rows", type=Path, nargs="+")
    parser.add_argument("--renders", type=Path, nargs="*", default=[], help="what nothing reaches is silent")
    parser.add_argument("--out", type=Path, default=TABLE)
    given = parser.parse_args()
    pictures = read_manifest(given.manifest)
    cases = cases_of(pictures, read_rows(given.rows))
    rendered = tops(read_rows(given.renders))
    table = fit(cases, rendered)
    given.out.write_text(table.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(f"{len(cases)} of {len(pictures)} pictures have a row.")
    print(format_figures(table, cases))
    print("rule, left out in turn: photographs, sound AI; held out: photographs, sound AI, badly wrong")
    print(*(", ".join(map(str, row)) for row in rule_rows(cases, rendered)), sep="\n")


if __name__ == "__main__":
    main()
