"""A question and the reviews so far come in; which ads it is about goes out, or a name that none of them has.

An ad is known by the name of its file (the longest that fits, and of equal ones the newest), by its place in
the order in which the ads were attached, by old and new, or by its verdict. What could be several is said to
be unclear, and nobody guesses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent_plugin.chat.questions import has_words, is_a_word, read
from agent_plugin.tools.domain import Review, VerdictValue

_NAME = r"A-Za-z0-9_.\-"  # a Chinese sentence leaves no space before or after a name
# It begins where a name can begin, so that a long message is read once and not from each of its letters.
_FILE = re.compile(
    r"(?<![\w().\-])[\w().\-]*[\w)]\.(?:jpe?g|png|webp|avif|heic|tiff?|bmp|gif|svg|psd|pdf|mp4|m4v|mov|webm|mkv|avi)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_THING = r"(?:one|ad|advert|picture|image|photo|video|clip|file|banner|poster|version|creative)s?"
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            *("first 1st 一 1", "second 2nd 二 两 2", "third 3rd 三 3", "fourth 4th 四 4", "fifth 5th 五 5"),
            *("sixth 6th 六 6", "seventh 7th 七 7", "eighth 8th 八 8", "ninth 9th 九 9", "tenth 10th 十 10"),
        ),
        1,
    )
    for word in words.split()
}
_EN_NUMBER = "|".join(word for word in _NUMBERS if word.isascii() and not word.isdecimal())
_ORDINAL = re.compile(
    rf"\b(?P<en>{_EN_NUMBER}) {_THING}\b|\bthe (?P<bare>{_EN_NUMBER})(?=\s*(?:[?.!,;]|$|and\b|or\b))"
    rf"|(?:\b(?:number|no\.?|{_THING}) |#)(?P<digit>\d{{1,2}})\b"
    r"|第(?P<zh>[一二两三四五六七八九十]|\d{1,2})(?:个|张|条|版|段|支|份|款|幅|则|部)"
)
_LAST = re.compile(
    rf"\b(?P<but>last but one|second to last|second last|penultimate)\b"
    rf"|\bthe last {_THING}\b|\bthe last(?=\s*(?:[?.!,;]|$|and\b))|(?P<zh_but>倒数第二)"
    r"|最后(?:那|一|这)?[个张条版段支]"
)
_TOKEN = re.compile(r"[a-z]+\d+|\d+x\d+|[a-z]{2,}|\d+|[\u4e00-\u9fff]{2,}")
_BEFORE_A_STEM = (
    r"(?:about|with|of|for|in|on|and|than|vs\.?|versus|compare|off|is|does|show|why"
    r"|关于|对比|比较|和|跟|与|签核)"
)


@dataclass(frozen=True)
class Pointed:
    """The ads that a question is about, as far as it says so."""

    reviews: tuple[Review, ...] = ()
    is_exact: bool = True  # by a name that one ad alone has, or a place in the order
    is_unclear: bool = False  # it points at an ad, and there are several or none that it could be


NOWHERE = Pointed()
"""A question that names and points at no ad."""


def labels_of(reviews: Sequence[Review]) -> dict[str, str]:
    """What each ad is called, by the id of its review: its file's name, and which of the equal ones it is."""
    names = [one.media.name for one in reviews]
    return {
        one.id: one.media.name
        if names.count(one.media.name) == 1
        else f"{one.media.name} ({names[: at + 1].count(one.media.name)} of {names.count(one.media.name)})"
        for at, one in enumerate(reviews)
    }


def pointed_at(
    question: str, reviews: Sequence[Review], current: Review | None, batch: Sequence[Review] = ()
) -> Pointed:
    """The ads that a question names or points at; `batch` are those that were attached last, together."""
    plain = unicodedata.normalize("NFKC", question).casefold().replace("\u2019", "'")
    if named := _named(question, plain, reviews):
        return named
    ways = (_placed, _aged, _judged, _every, _by_pieces)
    order = batch if len(batch) > 1 else reviews
    found = [one for way in ways if (one := way(plain, order if way is _placed else reviews))]
    if found:
        return found[0]
    asked = read(question)
    if asked.is_about_another:
        others = tuple(one for one in reviews if one is not current)
        return Pointed(others, is_exact=False) if len(others) == 1 else Pointed(is_unclear=True)
    return NOWHERE


def _named(question: str, plain: str, reviews: Sequence[Review]) -> Pointed | None:
    """By file names, the longest first; of equal names the newest, unless its label is written out."""
    labels = labels_of(reviews)
    called = [(labels[one.id], one) for one in reviews] + [(one.media.name, one) for one in reviews]
    rest, found = question, dict[str, tuple[int, Review]]()
    for name, _ in sorted(called, key=lambda each: -len(each[0])):
        hits = [hit.start() for hit in _name(name).finditer(rest)]
        if hits:
            newest = [each for called_so, each in called if called_so == name][-1]
            found.setdefault(newest.id, (hits[0], newest))
            rest = _name(name).sub(lambda hit: " " * len(hit[0]), rest)
    is_exact = all(
        one.media.name == labels[one.id] or labels[one.id] in question for _, one in found.values()
    )
    if not found:
        stems = _stems(plain, reviews)
        found = {one.id: (at, one) for at, one in stems}
    in_order = [one for _, one in sorted(found.values(), key=lambda each: each[0])]
    return Pointed(tuple(in_order), is_exact) if in_order else None


def _stems(plain: str, reviews: Sequence[Review]) -> list[tuple[int, Review]]:
    """By names without their endings; one that is a common word counts where a name is expected."""
    found: dict[str, tuple[int, Review]] = {}
    rest = plain
    for one in sorted(reversed(reviews), key=lambda each: -len(each.media.name)):
        stem = one.media.name.rpartition(".")[0].casefold()
        if not stem or stem in found:
            continue
        is_plain_word = stem.isalpha()
        before = rf"(?:^|{_BEFORE_A_STEM}\s*)" if is_plain_word else rf"(?<![{_NAME}])"
        hit = re.search(rf"{before}(?P<stem>{re.escape(stem)})(?![A-Za-z0-9])", rest)
        is_listed = bool(hit) and "compare" in read(plain).intents  # there a name is all that it can be
        if hit and (is_listed or not (is_plain_word and is_a_word(stem))):
            found[stem] = (hit.start("stem"), one)
            rest = rest[: hit.start("stem")] + " " * len(stem) + rest[hit.end("stem") :]
    return list(found.values())


def _placed(plain: str, order: Sequence[Review]) -> Pointed | None:
    """By its place among those that were attached."""
    places: list[tuple[int, int]] = []
    for hit in _ORDINAL.finditer(plain):
        word = hit["en"] or hit["bare"] or hit["digit"] or hit["zh"]
        places.append((hit.start(), _NUMBERS.get(word) or int(word) if word.isdecimal() else _NUMBERS[word]))
    for hit in _LAST.finditer(plain):
        places.append((hit.start(), len(order) - 1 if hit["but"] or hit["zh_but"] else len(order)))
    if not places:
        return None
    numbers = [number for _, number in sorted(places)]
    if any(not 1 <= number <= len(order) for number in numbers):
        return Pointed(is_unclear=True)
    return Pointed(tuple(order[number - 1] for number in dict.fromkeys(numbers)))


def _aged(plain: str, reviews: Sequence[Review]) -> Pointed | None:
    """By old and new: exact where there are two."""
    is_old, is_new = has_words(plain, "older"), has_words(plain, "newer")
    if is_old == is_new or not reviews:
        return None
    if is_new:
        return Pointed((reviews[-1],), is_exact=len(reviews) <= 2)
    if len(reviews) == 2:
        return Pointed((reviews[0],))
    return Pointed(is_unclear=True) if len(reviews) > 2 else Pointed((reviews[0],), is_exact=False)


def _judged(plain: str, reviews: Sequence[Review]) -> Pointed | None:
    """By what the check says of them."""
    kinds: Mapping[str, set[VerdictValue]] = {
        "failed": {VerdictValue.BLOCK, VerdictValue.REVIEW, VerdictValue.NO_PEOPLE},
        "passed": {VerdictValue.PUBLISH},
    }
    for name, values in kinds.items():
        if has_words(plain, f"the_{name}"):
            found = tuple(one for one in reviews if one.verdict.value in values)
            return Pointed(found, is_exact=False) if found else None
    return None


def _every(plain: str, reviews: Sequence[Review]) -> Pointed | None:
    """All of them."""
    if has_words(plain, "both") and len(reviews) > 1:
        return Pointed(tuple(reviews[-2:]), is_exact=len(reviews) == 2)
    if has_words(plain, "every") and len(reviews) > 1:
        return Pointed(tuple(reviews))
    return None


def _by_pieces(plain: str, reviews: Sequence[Review]) -> Pointed | None:
    """By pieces of a name such as "V3 story": two of them or more, that fit one ad better than any other."""
    asked = set(_TOKEN.findall(plain))
    pieces = {one.id: set(_TOKEN.findall(one.media.name.rpartition(".")[0].casefold())) for one in reviews}
    common = set[str]()
    if len(pieces) > 1:
        common = {
            piece for piece in next(iter(pieces.values())) if all(piece in one for one in pieces.values())
        }
    score = {one: len((found - common) & asked) for one, found in pieces.items()}
    best = max(score.values(), default=0)
    if best < 2:
        return None
    fitting = tuple(one for one in reviews if score[one.id] == best)
    return Pointed(fitting, is_exact=False) if len(fitting) == 1 else Pointed(fitting, False, is_unclear=True)


def unknown_name(question: str, known: Iterable[str]) -> str:
    """A file that is named and that none of these is; empty where there is none."""
    found = _FILE.search(_without(question, known))
    return found[0] if found else ""


def without_names(question: str, known: Iterable[str]) -> str:
    """The question itself: the name of a file asks for nothing, and is in no language."""
    return _FILE.sub(" ", _without(question, known))


def _without(question: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        question = _name(name).sub(" ", question)
    return question


def _name(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![{_NAME}]){re.escape(name)}(?![A-Za-z0-9])", re.IGNORECASE)
