"""The environment comes in, the settings go out: where things lie. Rules of judgement are in the policy.

Each field is read from `LASTLOOK_` and its name in capitals; an empty variable counts as not set.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from agent_plugin.tools.errors import UsageError

PREFIX = "LASTLOOK_"


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:  # ~ of a user that does not exist
        raise ValueError(str(error)) from error


def _listed(value: object) -> object:
    """A list of folders as PATH has it."""
    if not isinstance(value, str):
        return value
    return tuple(Path(part) for part in value.split(os.pathsep) if part.strip())


def _words(value: object) -> object:
    """Words between commas, in capitals."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip().upper() for part in value.split(",") if part.strip())


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
    media_folders: Annotated[tuple[Folder, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(),
        description="Folders whose files agents may have reviewed, parted as in PATH (`:`, on Windows `;`). "
        "If not set: none but those named when its server starts. The command line needs none.",
    )
    fetch: bool = Field(
        default=True,
        description="May an ad be fetched from a public https address, for an agent or on the command line? "
        "`true` or `false`.",
    )
    mcp_token: SecretStr | None = Field(
        default=None,
        description="The bearer token that callers of `lastlook mcp --http` send; 16 characters at least.",
    )
    mcp_issuer: str = Field(
        default="",
        description="The address of the OAuth server whose tokens callers of `lastlook mcp --http` may send "
        "instead; it signs them as JWT for LASTLOOK_MCP_URL.",
    )
    mcp_url: str = Field(
        default="",
        description="With LASTLOOK_MCP_ISSUER: this server's address as its callers write it, such as "
        "`https://ads.example/mcp`.",
    )
    mcp_pictures: Literal["inline", "links", "none"] = Field(
        default="inline",
        description="How `lastlook mcp` hands out pictures: `inline`; `links`, addresses and files instead, "
        "for hosts that hand pictures to their model as text; or `none`, then the chat's model is not asked "
        "to look. If not set: `inline`.",
    )
    sign_in_view: bool = Field(
        default=True,
        description="May a person sign off in the view that a chat shows? `true` or `false`. Set it to "
        "`false` where the chat's model runs programs that see all that a server answers.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="SQLAlchemy URL of the database of reviews. If not set: SQLite in the data folder.",
    )
    audit_key: Folder | None = Field(
        default=None,
        description="File of the private key that signs the audit log; `lastlook audit new-key` makes one. "
        "If not set: entries name one another's hashes and are not signed.",
    )
    markets: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = Field(
        default=(),
        description="Markets whose AI disclosure rules count in each review, such as `EU,CN,US-NY`: where a "
        "mark that they require is missing in the file, a person must look. If not set: none.",
    )
    judge: Literal["none", "openai", "compatible", "langchain", "canned"] = Field(
        default="none",
        description="The judge that looks at ads: `none` (nothing leaves this machine), `openai`, "
        "`compatible` (any server that speaks OpenAI's chat completions, such as Ollama), `langchain` or "
        "`canned` (answers from a file, for demonstrations). If not set: `none`.",
    )
    judge_model: str = Field(
        default="",
        description="The judge's model, which must take pictures; `provider:model` for `langchain`, the JSON "
        "file of answers for `canned`.",
    )
    judge_base_url: str | None = Field(
        default=None,
        description="Address of the judge's server, like `http://127.0.0.1:11434/v1`; `openai` needs none.",
    )
    judge_api_key: SecretStr | None = Field(
        default=None,
        description="Key of the judge's provider. If not set: for `openai` without an address of its own, "
        "OPENAI_API_KEY; for `langchain`, what the provider's package reads.",
    )
    judge_send: Literal["crops", "frame"] = Field(
        default="frame",
        description="What the judge is shown: `frame` (the whole picture, about 1,000 px, and every part "
        "enlarged), or `crops` (the enlarged parts alone: what is wrong beside them is missed). If not set: "
        "`frame`.",
    )
    judge_language: Literal["en", "zh"] = Field(
        default="en", description="Language of the judge's reasons, `en` or `zh`. If not set: `en`."
    )
    judge_price_input: float | None = Field(
        default=None, ge=0, description="Price of the judge in USD per million tokens that it reads."
    )
    judge_price_output: float | None = Field(
        default=None, ge=0, description="Price of the judge in USD per million tokens that it writes."
    )
    judge_timeout_s: float | None = Field(
        default=None,
        gt=0,
        description="Seconds that one call to the judge may take. If not set: the policy's.",
    )
    judge_max_tokens: int | None = Field(
        default=None,
        ge=1,
        description="Tokens that the judge may write in one answer, thinking included. If not set: the "
        "policy's, 8,000; models that think long need more.",
    )
    judge_max_usd: float | None = Field(
        default=None,
        gt=0,
        description="USD that one ad may cost, where prices are set. If not set: the policy's.",
    )
    chat_model: str = Field(
        default="",
        description="The chat's language model as `provider:model`, any that LangChain knows. What is "
        "written in the chat and what the tools say goes to it. If not set: the offline assistant, which "
        "sends nothing.",
    )
    chat_base_url: str | None = Field(
        default=None, description="Address of the chat model's server, where it is not the provider's own."
    )
    chat_api_key: SecretStr | None = Field(
        default=None,
        description="Key of the chat model. If not set: what the provider's package reads; with an address "
        "of its own, none.",
    )
    chat_pictures: bool = Field(
        default=False,
        description="Is the chat model shown the small evidence pictures? `true` or `false`. People see them "
        "either way.",
    )
    chat_max_steps: int = Field(default=12, ge=1, description="Calls of the chat model for one answer.")
    chat_max_tokens: int = Field(
        default=60_000, ge=1, description="Tokens that it may read and write for one answer."
    )
    chat_max_s: float = Field(
        default=600.0, gt=0, description="Seconds for one answer, the look at a long video included."
    )
    chat_keep_days: float = Field(
        default=30.0,
        gt=0,
        description="Days after which a conversation that nobody opened is deleted with the files given to "
        "it. Reviews and signatures stay in the store.",
    )
    web_token: SecretStr | None = Field(
        default=None,
        description="The word that opens the page of `lastlook serve` beyond this machine; 16 characters at "
        "least.",
    )
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias="OPENAI_API_KEY",
        description="Key of OpenAI, as its own package reads it; see LASTLOOK_JUDGE_API_KEY.",
    )


def variable(name: str) -> str:
    """The environment variable of a field, by the field's name or its alias."""
    field = Settings.model_fields.get(name)
    if field is None:
        return name
    alias = field.validation_alias
    return alias if isinstance(alias, str) else PREFIX + name.upper()


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        UsageError: a variable has a value that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = variable(str(first["loc"][0]))
        raise UsageError(
            f"The setting {name} cannot be used: {first['msg']}.", "See docs/reference/settings.md."
        ) from None  # pydantic's own words hold the value, which may be a key
