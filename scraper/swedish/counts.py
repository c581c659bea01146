"""How many comments a Swedish page says there are; pure."""

from __future__ import annotations

import re

_DIGITS = r"\d{1,3}(?:[\s\u00a0\u202f.]\d{3})+|\d+"
_COUNTED = re.compile(
    rf"(?<![\d.,:-])(?P<n>{_DIGITS})[\s\u00a0]+"
    r"(?:kommentar(?:er|\(er\))?|svar|reaktion(?:er)?"
    r"|comments?|responses?|replies|thoughts?)\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:en kommentar|ett svar|en reaktion|one (?:comment|response|thought))\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"^(?:bli först (?:att|med att) kommentera|inga kommentarer|inga svar|kommentera"
    r"|lämna en kommentar|lämna ett svar|lämna svar|skriv en kommentar"
    r"|no comments|leave a (?:comment|reply))\b",
    re.IGNORECASE,
)


def comment_count(printed: str) -> int | None:
    """How many comments a heading or a line of facts claims; ``None``: nothing.

    Args:
        printed: One heading, link or line of facts, never running text: a post
            may well speak of comments.  A number that follows the count is a
            counter of likes and is not read.

    Source of the wordings: WordPress' Swedish translations of 2016 to 2023 and
    the themes named in their strings; "Bli först att kommentera" and "Lämna en
    kommentar" stand where there is no comment yet.

    >>> comment_count("Av Stig Ek, 9 september 2018 kl 19:05, 12 kommentarer 42")
    12
    >>> comment_count("Bli först att kommentera 2")
    0
    >>> comment_count("Kommentarer inaktiverade") is None
    True
    """
    line = " ".join(printed.split())
    if found := _COUNTED.search(line):
        return int(re.sub(r"\D", "", found["n"]))
    none = _NONE.search(line.rpartition(", ")[2]) or _NONE.search(line)
    if none:
        return 0
    return 1 if _ONE.search(line) else None
