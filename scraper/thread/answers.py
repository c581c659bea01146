"""Which comment a comment says it answers; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from scraper.model import Comment
from scraper.swedish.dates import find_date

_ANSWER = re.compile(
    r"(?:svar(?:ar)?|replik|kommentar)\s+(?:på|till)\s+"
    r"(?:(?:en\s+)?(?:kommentar(?:en|er)?|inlägg(?:et)?|fråga(?:n)?)\s+(?:från|av|till)\s+)?"
    r"(?:signaturen\s+)?",
    re.IGNORECASE,
)
_OPENING = 60
"""In how many signs of a text the words that open an answer stand."""
_SIGNS = ("svar", "replik", "kommentar")
"""One of these is in every such opening."""
_NAME_LENGTH = 120
_BETWEEN = re.compile(r"[\s,.:(–-]*(?:skrev\s*)?")


def resolve_answers(
    comments: Sequence[Comment], *, timezone: str
) -> tuple[Comment, ...]:
    """Comments with ``answers`` filled in from their opening words.

    «Svar på kommentar från NAMN DATUM» and «Svar till NAMN» mean a comment by
    that name (case and spaces aside) earlier in the thread, written on that day
    where both say a day; only a single candidate is believed.

    Args:
        comments: A whole thread in reading order.
        timezone: IANA zone of the blog, in which the day is meant.
    """
    if not any(map(_may_answer, comments)):
        return tuple(comments)
    zone = ZoneInfo(timezone)
    by_name: defaultdict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.kind == "comment":
            by_name[_name_key(comment.author or "Anonym")].append(comment)
    return tuple(
        comment
        if (meant := _answered(comment, by_name, zone)) is None
        else replace(comment, answers=meant.id)
        for comment in comments
    )


def _may_answer(comment: Comment) -> bool:
    opening = comment.text[:_OPENING].lower()
    if not any(sign in opening for sign in _SIGNS):
        return False
    return _ANSWER.search(comment.text, 0, _OPENING) is not None


def _answered(
    comment: Comment, by_name: dict[str, list[Comment]], zone: ZoneInfo
) -> Comment | None:
    opening = " ".join(comment.text[: 2 * _NAME_LENGTH].split())
    says = _ANSWER.match(opening.lstrip("*_-–> \"”'("))
    if says is None:
        return None
    rest = says.string[says.end() :]
    name = _name_at_start(rest, by_name)
    if name is None:
        return None
    day = _day_at_start(rest[len(name) :])
    candidates = [
        c
        for c in by_name[_name_key(name)]
        if _is_earlier(c, comment) and _agrees(c, day, zone)
    ]
    return candidates[0] if len(candidates) == 1 else None


def _name_at_start(rest: str, names: dict[str, list[Comment]]) -> str | None:
    """The longest beginning of ``rest``, whole words, that is a name in the thread."""
    ends = [m.start() for m in re.finditer(r"(?<=\S)(?=\s|[,.:;!?)–-]|$)", rest)]
    for end in reversed([end for end in ends if end <= _NAME_LENGTH]):
        if _name_key(rest[:end]) in names:
            return rest[:end]
    return None


def _name_key(name: str) -> str:
    return "".join(name.casefold().split()).strip("\"”'.,:")


def _is_earlier(candidate: Comment, comment: Comment) -> bool:
    if candidate.id == comment.id:
        return False
    if candidate.published is None or comment.published is None:
        return candidate.position < comment.position
    return candidate.published <= comment.published


def _day_at_start(rest: str) -> date | None:
    """The day that follows the name, not one that the answer speaks of."""
    found = find_date(rest[:60])
    return found.day if found and _BETWEEN.fullmatch(rest[: found.start]) else None


def _agrees(candidate: Comment, day: date | None, zone: ZoneInfo) -> bool:
    if day is None or candidate.published is None:
        return True
    return candidate.published.astimezone(zone).date() == day
