"""The environment comes in, the settings go out: where things lie. Rules of judgement are in the policy.

Each field is read from `LASTLOOK_` and its name in capitals; an empty variable counts as not set.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent_plugin.tools.errors import UsageError

PREFIX = "LASTLOOK_"


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:  # ~ of a user that does not exist
        raise ValueError(str(error)) from error


Folder = Annotated[Path, AfterValidator(_expanded)]


def _data_dir() -> Path:
    return platformdirs.user_data_path("lastlook", appauthor=False)


def _cache_dir() -> Path:
    return platformdirs.user_cache_path("lastlook", appauthor=False)


class Settings(BaseSettings):
    """Where Last Look keeps and finds things on this machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    data_dir: Folder = Field(
        default_factory=_data_dir,
        description="Folder of the reviews and their evidence. If not set: the user's data folder.",
    )
    cache_dir: Folder = Field(
        default_factory=_cache_dir,
        description="Folder of what can be fetched again. If not set: the user's cache folder.",
    )
    models_dir: Folder | None = Field(
        default=None,
        description="Folder with the model files. If not set: the package that carries them, then the cache.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="SQLAlchemy URL of the database of reviews. If not set: SQLite in the data folder.",
    )


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        UsageError: a variable has a value that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise UsageError(
            f"The setting {name} cannot be used: {first['msg']}.", "See docs/reference/settings.md."
        ) from error
