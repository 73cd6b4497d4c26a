"""The rules of markets as data come in; the page that lists them, with source and day, goes out."""

from __future__ import annotations

from agent_plugin.tools.disclosure.credentials import trust_list
from agent_plugin.tools.disclosure.lines import KINDS
from agent_plugin.tools.disclosure.markets import AskedFor, MarketRule, market_rules

_HEAD = "| decided by | | what is asked for | suggested |\n| --- | --- | --- | --- |"


def disclosure() -> str:
    """Each market's rule, as it was looked up."""
    about = (
        "# Disclosure rules\n\nWhat `lastlook disclosure --market` goes by: dated data, no legal advice. A "
        "rule that was looked up more than half a year ago is shown as stale. Trusted signers: "
        f"{trust_list().title}.\n"
    )
    return "\n".join([about, *(_rule(rule) for rule in market_rules().values())])


def _rule(rule: MarketRule) -> str:
    where = [rule.source, *rule.looked_up_in]
    facts = (
        f"{rule.title}. In force since {rule.in_force_since}; looked up on {rule.looked_up}: "
        f"{', '.join(f'<{one}>' for one in where)}. {rule.note}"
    )
    rows = "\n".join(_row(one) for one in rule.need)
    return f"## {rule.name}: `{rule.market}`\n\n{facts}\n\n{_HEAD}\n{rows}\n"


def _row(asked: AskedFor) -> str:
    by = " or ".join(KINDS[kind] for kind in asked.any_of) or "a person"
    level = "required" if asked.is_required else "advised"
    return f"| {by} | {level} | {asked.text} | {asked.suggested} |"
