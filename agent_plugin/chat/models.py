"""The settings come in; the chat's model goes out: any that LangChain knows, or the offline assistant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from langchain_core.language_models import BaseChatModel

from agent_plugin.tools.errors import SetupError, UsageError

if TYPE_CHECKING:
    from agent_plugin.settings import Settings

_NO_KEY = "no-key"  # what a server of one's own is sent where none is set
_CALL_S, _RETRIES, _MAX_TOKENS = 120, 1, 2_000  # one call; an answer is a few paragraphs


@dataclass(frozen=True)
class Chatter:
    """Who answers."""

    model: BaseChatModel
    label: str  # as it is shown
    is_offline: bool
    sees_pictures: bool = False


def chatter_of(settings: Settings) -> Chatter:
    """The model that the settings name, or the offline assistant where they name none.

    Raises:
        SetupError: the provider's package is not installed.
        UsageError: LangChain knows no such model, or it lacks something.
    """
    if not settings.chat_model:
        return offline_chatter()
    return Chatter(
        _made(settings), settings.chat_model, is_offline=False, sees_pictures=settings.chat_pictures
    )


def offline_chatter() -> Chatter:
    """The offline assistant, which needs nothing."""
    from agent_plugin.chat.offline.model import OfflineModel

    return Chatter(OfflineModel(), "offline", is_offline=True)


def _made(settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    key = settings.chat_api_key
    given = {"api_key": key.get_secret_value() if key else None, "base_url": settings.chat_base_url}
    if settings.chat_base_url and not key:
        given["api_key"] = _NO_KEY  # else the provider's package takes OPENAI_API_KEY there
    arguments: dict[str, Any] = {name: value for name, value in given.items() if value}
    arguments |= {"timeout": _CALL_S, "max_retries": _RETRIES, "max_tokens": _MAX_TOKENS}
    try:
        return cast("BaseChatModel", init_chat_model(settings.chat_model, cache=False, **arguments))
    except ImportError as error:
        raise SetupError(
            f"The chat model {settings.chat_model} needs a package that is not installed: {error.name}.",
            "Install it, such as `uv pip install langchain-openai`; without LASTLOOK_CHAT_MODEL the offline "
            "assistant answers.",
        ) from error
    except Exception as error:  # each provider has errors of its own; their words may hold the key
        raise UsageError(
            f"LangChain cannot make the chat model {settings.chat_model!r} ({type(error).__name__}).",
            "Name it like provider:model in LASTLOOK_CHAT_MODEL, and give its key in LASTLOOK_CHAT_API_KEY.",
        ) from None
