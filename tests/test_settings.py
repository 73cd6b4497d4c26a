"""Settings come from the environment, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_plugin.settings import load_settings
from agent_plugin.tools.errors import UsageError


def test_without_variables_everything_lies_in_the_folders_of_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LASTLOOK_MODELS_DIR", "")
    settings = load_settings()
    assert settings.data_dir.name == settings.cache_dir.name == "lastlook"
    assert settings.data_dir != settings.cache_dir
    assert settings.models_dir is None, "an empty variable counts as not set"


def test_variables_with_the_prefix_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASTLOOK_DATA_DIR", "~/reviews")
    monkeypatch.setenv("LASTLOOK_DATABASE_URL", "postgresql://user:secret@host/db")
    settings = load_settings()
    assert settings.data_dir == Path.home() / "reviews"
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value().endswith("host/db")
    assert "secret" not in repr(settings)


def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASTLOOK_DATA_DIR", "~nosuchuser/reviews")
    with pytest.raises(UsageError, match="LASTLOOK_DATA_DIR"):
        load_settings()
