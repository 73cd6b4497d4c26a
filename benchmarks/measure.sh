#!/usr/bin/env bash
# The folder of the labelled sets in; docs/accuracy.md, its plot and its gallery out, from fresh reviews.
#     benchmarks/measure.sh SETS [FOLDER_FOR_ROWS]
set -euo pipefail
cd "$(dirname "$0")/.."
sets=${1:?the folder that holds anatomybench/, real/ and ai_humans/}
rows=${2:-$(mktemp -d)}
mkdir -p "$rows"

batch() { # batch FOLDER NAME
    uv run lastlook batch "$sets/$1" -o "$rows/$2.jsonl" --fresh --require-look never --fail-on never
}

batch anatomybench/dev dev
batch real real
batch ai_humans ai
uv run python -m benchmarks.accuracy "$sets" --dev "$rows/dev.jsonl" --real "$rows/real.jsonl" --ai "$rows/ai.jsonl"
uv run python -m benchmarks.calibration "$sets" --dev "$rows/dev.jsonl"
uv run python -m benchmarks.gallery "$sets" --dev "$rows/dev.jsonl"
echo "The rows are in $rows."
