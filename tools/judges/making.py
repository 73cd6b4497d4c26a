"""What the settings say of a judge comes in as plain arguments, the judge goes out, or none.

Each judge is imported only when it is chosen: their packages take seconds to load.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from pydantic import SecretStr

from agent_plugin.tools.errors import JudgeMissing, UsageError
from agent_plugin.tools.judges.judge import Judge
from agent_plugin.tools.policy.judge import JudgeRules

Choice = Literal["none", "openai", "compatible", "langchain", "canned"]
CHOICES: tuple[Choice, ...] = get_args(Choice)


def make_judge(
    choice: str,
    *,
    model: str = "",
    base_url: str | None = None,
    api_key: SecretStr | None = None,
    rules: JudgeRules | None = None,
    timeout_s: float | None = None,
    max_tokens: int | None = None,
) -> Judge | None:
    """The judge of this choice; none for `none`. For `canned`, `model` is the file of its answers.

    Args:
        choice: One of `CHOICES`.
        model: The model's name at its provider.
        base_url: Where it listens, where that is not the provider's usual address.
        api_key: Its key.
        rules: The policy's limits; the standard ones if not given.
        timeout_s: The user's own time-out of a call, instead of the policy's.
        max_tokens: The most that it may write in one answer, likewise.

    Raises:
        UsageError: there is no such choice.
        JudgeMissing: it lacks a model, a key, an address or a package.
        JudgeRefused: LangChain cannot make the model.
    """
    if choice == "none":
        return None
    if choice not in CHOICES:
        raise UsageError(f"There is no judge {choice!r}.", f"Choose one of {', '.join(CHOICES)}.")
    if not model:
        raise JudgeMissing(f"The judge {choice} has no model.", _MODEL_HINTS[choice])
    rules = with_limits(rules or JudgeRules(), timeout_s=timeout_s, max_tokens=max_tokens)
    return _made(choice, model, base_url, api_key, rules)


def _made(
    choice: str, model: str, base_url: str | None, api_key: SecretStr | None, rules: JudgeRules
) -> Judge:
    if choice == "openai":
        from agent_plugin.tools.judges.openai_judge import OpenAIJudge

        return OpenAIJudge(model, api_key=api_key, base_url=base_url, rules=rules)
    if choice == "compatible":
        from agent_plugin.tools.judges.compatible_judge import CompatibleJudge

        return CompatibleJudge(model, base_url=base_url, api_key=api_key, rules=rules)
    if choice == "langchain":
        from agent_plugin.tools.judges.langchain_judge import LangChainJudge

        return LangChainJudge(model, api_key=api_key, base_url=base_url, rules=rules)
    from agent_plugin.tools.judges.canned_judge import CannedJudge

    return CannedJudge.from_file(Path(model).expanduser())


_MODEL_HINTS = {
    "openai": "Name one that takes pictures in LASTLOOK_JUDGE_MODEL; OpenAI's site lists them with prices.",
    "compatible": "Name one that the server has and that takes pictures in LASTLOOK_JUDGE_MODEL.",
    "langchain": "Name it like provider:model in LASTLOOK_JUDGE_MODEL.",
    "canned": "Name the JSON file of its answers in LASTLOOK_JUDGE_MODEL.",
}


def with_limits(
    rules: JudgeRules,
    *,
    timeout_s: float | None = None,
    max_usd: float | None = None,
    max_tokens: int | None = None,
) -> JudgeRules:
    """The rules with the user's own limits, where there are any."""
    own = {"timeout_s": timeout_s, "max_usd": max_usd, "max_output_tokens": max_tokens}
    return rules.model_copy(update={name: value for name, value in own.items() if value is not None})
