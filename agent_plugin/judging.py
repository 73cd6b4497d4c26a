"""The settings come in, the judge they name goes out, with the key that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_plugin.tools.opinion.making import make_judge

if TYPE_CHECKING:
    from pydantic import SecretStr

    from agent_plugin.settings import Settings
    from agent_plugin.tools.opinion.judge import Judge


def judge_of(settings: Settings) -> Judge | None:
    """The judge that the settings name; none where they name none.

    Raises:
        JudgeError: it lacks a model, a key, an address or a package.
    """
    return make_judge(
        settings.judge,
        model=settings.judge_model,
        base_url=settings.judge_base_url,
        api_key=_key(settings),
        timeout_s=settings.judge_timeout_s,
    )


def _key(settings: Settings) -> SecretStr | None:
    """OpenAI's own key goes to OpenAI's own address only."""
    if settings.judge_api_key is not None:
        return settings.judge_api_key
    own = settings.judge == "openai" and settings.judge_base_url is None
    return settings.openai_api_key if own else None
