#!/usr/bin/env bash
# Real pictures and the labelled sets in; the calibration table and its pages out.
#     benchmarks/calibrate.sh PICTURES SETS [FOLDER_FOR_ROWS]
# PICTURES holds photos/, ai/ and stills/ with the pictures that training/calibration/pictures.jsonl names.
set -euo pipefail
cd "$(dirname "$0")/.."
pictures=${1:?the folder that holds photos/, ai/ and stills/}
sets=${2:?the folder that holds anatomybench/}
rows=${3:-$(mktemp -d)}
mkdir -p "$rows"

uv run python -m training.calibration.manifest link "$pictures" "$rows/sample"
uv run lastlook batch "$rows/sample" -o "$rows/pictures.jsonl" --fresh --second-opinion never --fail-on never
uv run lastlook batch "$sets/anatomybench/dev" -o "$rows/dev.jsonl" --fresh --second-opinion never --fail-on never
uv run python -m training.calibrate training/calibration/pictures.jsonl "$rows/pictures.jsonl" --renders "$rows/dev.jsonl"
uv run python -m benchmarks.real "$rows/pictures.jsonl" --renders "$rows/dev.jsonl" --sample "$rows/sample"
uv run python docs/generate.py
echo "The rows are in $rows."
