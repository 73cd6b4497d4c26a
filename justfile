# The words of this project's work; .ci/run runs the same commands.

# what there is
default:
    @just --list

# everything that development needs
setup:
    pip install uv
    uv sync

# lint, format and types
check:
    uv run ruff check .
    uv run ruff format --check .
    uv run mypy agent_plugin tests
    uv run pyright

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
