"""Reviews in words come in; texts to hand to others go out, ready to copy: nothing here sends anything.

One line for a chat, a mail, a brief for whoever repairs the ad, a summary for a client, an answer to a
complaint, a record of the check, a card as JSON for Slack, Feishu or WeCom, and a table as CSV.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from agent_plugin.chat.phrasing import Phrasing, group_of
from agent_plugin.chat.speech import bare, joined
from agent_plugin.tools.domain import VerdictValue
from agent_plugin.tools.words import printable

_FORMULA = ("=", "+", "-", "@", "\t")
"""With which a cell begins that a spreadsheet would run."""
WORST_FIRST = (VerdictValue.BLOCK, VerdictValue.REVIEW, VerdictValue.NO_PEOPLE, VerdictValue.PUBLISH)


def to_copy(text: str, kind: str = "text") -> str:
    """A text as it is shown for copying: as it stands, and nothing in it is markup."""
    return f"```{kind}\n{text.replace('`', chr(39))}\n```"


def one_line(phrasing: Phrasing) -> str:
    """The verdict for a chat among people."""
    pieces = [_stated(phrasing)]
    when = (phrasing.moment(one) for one in phrasing.review.counting)
    moments = list(dict.fromkeys(moment for moment in when if moment))
    pieces += [joined(phrasing.language, moments)] if moments else []
    is_in_sentence = phrasing.language == "zh" or "nobody has looked" in phrasing.sentence
    pieces += [phrasing.phrase("mail_open").rstrip(".。")] if phrasing.is_open and not is_in_sentence else []
    pieces += [phrasing.signed(phrasing.signs[-1])] if phrasing.signs else []
    return bare("; ".join(pieces) if phrasing.language == "en" else "；".join(pieces))


def mail(phrasing: Phrasing) -> str:
    """A short mail to whoever decides."""
    words = phrasing.phrase
    signed = [phrasing.signed(phrasing.signs[-1])] if phrasing.signs else []
    found = [f"- {_found(phrasing, one)}" for one in phrasing.review.counting]
    rows = [
        words("mail_subject", name=phrasing.name),
        "",
        words("mail_hello"),
        words("mail_verdict", name=phrasing.name, sentence=phrasing.sentence),
        *([words("mail_why"), *found] if found else []),
        *([words("mail_open")] if phrasing.is_open else []),
        *([words("mail_next"), *(f"- {one}" for one in phrasing.remedies())] if found else []),
        *([f"- {words('mail_again')}"] if found else []),
        words("mail_signed", what=signed[0]) if signed else words("mail_unsigned"),
        words("mail_limits"),
    ]
    return bare("\n".join(rows))


def brief(phrasing: Phrasing) -> str:
    """What a designer or a generator must change, and what must stay."""
    words, media = phrasing.phrase, phrasing.review.media
    if not phrasing.review.counting:
        missed = joined(phrasing.language, phrasing.missed()) or words("record_nothing")
        return bare(words("brief_none", name=phrasing.name, what=missed))
    rows = [words("brief_head", name=phrasing.name)]
    for one in phrasing.review.counting:
        box = ", ".join(f"{value:.0f}" for value in one.box_xyxy) if one.box_xyxy else "-"
        size = f"{media.width} x {media.height}"
        remedy = words(f"fix_{group_of(one.part)}")
        moment = phrasing.moment(one)
        rows += ["", words("brief_place", number=one.number, title=phrasing.title(one))]
        rows += [phrasing.what(one), words("brief_where", place=phrasing.place(one), at=box, length=size)]
        rows += [words("brief_when", moment=moment)] if moment else []
        rows += [words("brief_do", what=remedy), words("brief_prompt", what=_prompt(remedy))]
    return bare("\n".join([*rows, "", words("brief_keep")]))


def client_summary(phrasings: Sequence[Phrasing]) -> str:
    """A line for each ad, without scores."""
    rows = [_for_client(one) for one in worst_first(phrasings)]
    return bare("\n".join([phrasings[0].phrase("client_head"), *(f"- {row}" for row in rows)]))


def reply(phrasing: Phrasing, part: str | None) -> str:
    """A draft of an answer to somebody who complained; what was not found is not denied."""
    counting = phrasing.review.counting
    if not counting:
        return phrasing.phrase("reply_none")
    what = joined(phrasing.language, dict.fromkeys(phrasing.what(one).rstrip(".。") for one in counting))
    what = what[0].lower() + what[1:] if phrasing.language == "en" else what
    return bare(phrasing.phrase("reply_found", what=what))


def record(phrasing: Phrasing) -> str:
    """What legal keeps: which bytes, when, by which rules, what was found, who looked and who signed."""
    review, words = phrasing.review, phrasing.phrase
    media, nothing = review.media, words("record_nothing")
    looked = [f"{one.who} ({one.at:%Y-%m-%d %H:%M} UTC)" for one in review.looks if one.counts]
    table = {
        "file": phrasing.name,
        "sha": media.sha256,
        "size": f"{media.width} x {media.height}, {media.format}",
        "at": f"{review.created_at:%Y-%m-%d %H:%M} UTC",
        "review": review.id,
        "verdict": phrasing.sentence,
        "found": "; ".join(_found(phrasing, one) for one in review.counting) or nothing,
        "missed": "; ".join(phrasing.missed()) or nothing,
        "looked": "; ".join(printable(one) for one in looked) or words("record_nobody"),
        "signed": "; ".join(map(phrasing.signed, phrasing.signs)) or nothing,
        "not": " ".join(review.does_not_mean),
    }
    rows = [words("record_row", title=words(f"record_title_{key}"), what=what) for key, what in table.items()]
    return bare("\n".join([words("record_head"), *rows]))


def cards(phrasing: Phrasing, question: str) -> tuple[str, str]:
    """The name of the service that is asked for, and its card as JSON; Slack where none is named."""
    low = question.casefold()
    names: dict[str, tuple[str, Callable[[Phrasing], dict[str, Any]]]] = {
        "feishu|lark|飞书": ("Feishu", _feishu),
        "wecom|wechat|企业微信|企微": ("WeCom", _wecom),
    }
    for words, (name, make) in names.items():
        if re.search(words, low):
            return name, json.dumps(make(phrasing), ensure_ascii=False, indent=2)
    return "Slack", json.dumps(_slack(phrasing), ensure_ascii=False, indent=2)


def table(phrasings: Sequence[Phrasing]) -> str:
    """A row for each ad as CSV; no cell is a formula."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["file", "verdict", "sentence", "findings", "when", "looked_at_by", "signed", "review"])
    for one in worst_first(phrasings):
        review = one.review
        cells = [
            one.name,
            review.verdict.value.value,
            one.sentence,
            "; ".join(map(one.title, review.counting)),
            "; ".join(filter(None, map(one.moment, review.counting))),
            "; ".join(dict.fromkeys(each.who for each in review.looks if each.counts)),
            "; ".join(map(one.signed, one.signs)),
            review.id,
        ]
        rows.writerow([_cell(bare(each)) for each in cells])
    return out.getvalue().rstrip("\n")


def worst_first(phrasings: Sequence[Phrasing]) -> list[Phrasing]:
    """By verdict, and then by the strongest finding."""

    def rank(one: Phrasing) -> tuple[int, float, str]:
        strongest = max((each.score for each in one.review.counting), default=0.0)
        return WORST_FIRST.index(one.review.verdict.value), -strongest, one.name

    return sorted(phrasings, key=rank)


def _stated(phrasing: Phrasing) -> str:
    return phrasing.phrase("oneline", name=phrasing.name, sentence=phrasing.sentence).rstrip(".。")


def _found(phrasing: Phrasing, finding: Any) -> str:
    moment = phrasing.moment(finding)
    return f"{phrasing.title(finding)}{f' ({moment})' if moment else ''}: {phrasing.what(finding)}"


def _prompt(remedy: str) -> str:
    """The part of a remedy that asks: what follows the mark."""
    wanted = re.split(r"[:：]", remedy, maxsplit=1)[-1].strip()
    return re.sub(r"^(?:ask for |mask it, and ask for |要求|遮住手部重绘，要求)", "", wanted)


def _for_client(phrasing: Phrasing) -> str:
    value = phrasing.review.verdict.value
    key = f"client_{value.value}"
    if value in (VerdictValue.BLOCK, VerdictValue.REVIEW):
        titles = joined(phrasing.language, dict.fromkeys(map(phrasing.title, phrasing.review.counting)))
        return phrasing.phrase(key, name=phrasing.name, what=titles or phrasing.sentence)
    return phrasing.phrase(key, name=phrasing.name)


def _cell(text: str) -> str:
    text = printable(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _lines(phrasing: Phrasing) -> list[str]:
    found = [_found(phrasing, one) for one in phrasing.review.counting]
    signed = [phrasing.signed(phrasing.signs[-1])] if phrasing.signs else []
    return [printable(bare(one)) for one in (phrasing.sentence, *found, *signed)]


def _slack(phrasing: Phrasing) -> dict[str, Any]:
    name = printable(bare(phrasing.name))
    plain = [
        {"type": "section", "text": {"type": "plain_text", "text": one[:3000]}} for one in _lines(phrasing)
    ]
    header = {"type": "header", "text": {"type": "plain_text", "text": name[:150]}}
    return {"text": bare(one_line(phrasing)), "blocks": [header, *plain]}


def _feishu(phrasing: Phrasing) -> dict[str, Any]:
    colours = {"block": "red", "review": "orange", "no_people": "grey", "publish": "green"}
    elements = [{"tag": "div", "text": {"tag": "plain_text", "content": one}} for one in _lines(phrasing)]
    title = {"tag": "plain_text", "content": printable(bare(phrasing.name))}
    header = {"title": title, "template": colours[phrasing.review.verdict.value.value]}
    return {"msg_type": "interactive", "card": {"header": header, "elements": elements}}


def _wecom(phrasing: Phrasing) -> dict[str, Any]:
    lines = [printable(bare(phrasing.name)), *_lines(phrasing)]
    return {"msgtype": "text", "text": {"content": "\n".join(lines)}}
