"""The settings come in; the judge they name goes out, with the key that belongs to it, and how it is asked.

Nothing of a judge is imported before one is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr

    from agent_plugin.settings import Settings
    from agent_plugin.tools.judges.judge import Judge
    from agent_plugin.tools.look.asking.judge_look import JudgeLooker
    from agent_plugin.tools.look.asking.manner import Manner, Prices


def judge_of(settings: Settings) -> Judge | None:
    """The judge that the settings name; none where they name none.

    Raises:
        JudgeError: it lacks a model, a key, an address or a package.
    """
    from agent_plugin.tools.judges.making import make_judge

    return make_judge(
        settings.judge,
        model=settings.judge_model,
        base_url=settings.judge_base_url,
        api_key=_key(settings),
        timeout_s=settings.judge_timeout_s,
        max_tokens=settings.judge_max_tokens,
    )


def judge_looker_of(settings: Settings) -> JudgeLooker | None:
    """Who looks at ads, and how; none where no judge is set up.

    Raises:
        JudgeError: the judge lacks something.
    """
    judge = judge_of(settings)
    if judge is None:
        return None
    from agent_plugin.tools.judges.cache import ReplyCache
    from agent_plugin.tools.look.asking.judge_look import JudgeLooker
    from agent_plugin.tools.look.reliabilities import policy_of

    # Canned answers cost nothing, and who edits their file wants to see the edit.
    cache = None if settings.judge == "canned" else ReplyCache(settings.cache_dir / "replies")
    return JudgeLooker(
        judge,
        manner=manner_of(settings),
        cache=cache,
        prices=prices_of(settings),
        policy=policy_of(settings.data_dir),
    )


def manner_of(settings: Settings) -> Manner:
    """How a judge is or would be asked, and the secret that decides which tiles are controls."""
    from agent_plugin.tools.judges.making import with_limits
    from agent_plugin.tools.look.asking.manner import Manner
    from agent_plugin.tools.look.secret import secret_in

    usual = Manner(send=settings.judge_send, language=settings.judge_language)
    limits = with_limits(
        usual.rules,
        timeout_s=settings.judge_timeout_s,
        max_usd=settings.judge_max_usd,
        max_tokens=settings.judge_max_tokens,
    )
    return Manner(limits, usual.send, usual.language, secret_in(settings.cache_dir))


def prices_of(settings: Settings) -> Prices | None:
    """What the judge costs, where both prices are set."""
    from agent_plugin.tools.look.asking.manner import Prices

    if settings.judge_price_input is None or settings.judge_price_output is None:
        return None
    return Prices(settings.judge_price_input, settings.judge_price_output)


def _key(settings: Settings) -> SecretStr | None:
    """OpenAI's own key goes to OpenAI's own address only."""
    if settings.judge_api_key is not None:
        return settings.judge_api_key
    own = settings.judge == "openai" and settings.judge_base_url is None
    return settings.openai_api_key if own else None
