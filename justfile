# The words of this project's work; .ci/run runs the same commands.

# what there is
default:
    @just --list

# everything that development needs
setup:
    pip install uv
    uv sync

# lint, format, types and layers
check:
    uv run ruff check .
    uv run ruff format --check .
    uv run mypy agent_plugin tests
    uv run pyright
    uv run lint-imports --no-logo

# repair what can be repaired
fix:
    uv run ruff check --fix .
    uv run ruff format .

# the tests
test *WHICH:
    uv run pytest {{ WHICH }}

# the pages that follow from the code
docs:
    uv run python docs/generate.py

# measure on the labelled sets in the folder SETS; rewrites docs/accuracy.md
accuracy SETS:
    benchmarks/measure.sh {{ SETS }}

# fit the thresholds to the real pictures in the folder PICTURES, with the renders of SETS; then `just accuracy SETS`
calibrate PICTURES SETS:
    benchmarks/calibrate.sh {{ PICTURES }} {{ SETS }}

# false alarms on normal pictures made hard; `--sample 20` for a quick look
battery SETS *MORE:
    uv run python -m benchmarks.battery {{ SETS }} {{ MORE }}

# whether copies of a picture get its verdict; `--sample 20` for a quick look
robust SETS *MORE:
    uv run python -m benchmarks.robust {{ SETS }} {{ MORE }}

# how well the engine does without each of its parts; FOLDERS are labelled sets, `--without PART` tries one
ablate +FOLDERS:
    uv run python -m benchmarks.ablate {{ FOLDERS }}
