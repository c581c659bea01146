"""How to cite a post or a comment: APA (7th edition) and BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from scraper.site.ask import Lang
from scraper.site.words import long_day

_SMALL = {"af", "av", "de", "del", "der", "di", "du", "la", "van", "von"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a citation needs to know."""

    key: str
    """Id of the item."""
    author: str | None
    date: str | None
    """Local day."""
    title: str
    """Of the post."""
    blog: str
    url: str
    """Permanent address in this archive."""
    original: str | None
    """On the blog."""
    wording: int
    """Which wording, from 1."""
    wordings: int
    digest: str
    comment: bool


def apa(cited: Cited, seen: datetime, lang: Lang) -> Markup:
    """One line to put into a list of references."""
    kind = ("Kommentar", "Blogginlägg") if lang == "sv" else ("Comment", "Blog post")
    note = kind[0] if cited.comment else kind[1]
    if cited.wordings > 1:
        note += f", {'lydelse' if lang == 'sv' else 'wording'} {cited.wording}"
    fetched = long_day(seen.date(), lang)
    parts = {
        "who": _inverted(cited.author or "Anonym"),
        "when": _apa_date(cited.date, lang),
        "title": cited.title,
        "note": note,
        "blog": cited.blog,
        "fetched": fetched,
        "url": cited.url,
    }
    if lang == "sv":
        said = (
            "{who} ({when}). <i>{title}</i> [{note}]. {blog}. "
            "Hämtad {fetched} ur Debattarkivet. {url}"
        )
    else:
        said = (
            "{who} ({when}). <i>{title}</i> [{note}]. {blog}. "
            "Retrieved {fetched}, from Debattarkivet. {url}"
        )
    return Markup(said).format(**parts)


def bibtex(cited: Cited, seen: datetime) -> str:
    """An entry for BibLaTeX."""
    fields = {
        "author": "{" + _tex(cited.author or "Anonym") + "}",
        "title": _tex(cited.title),
        "date": cited.date or "",
        "urldate": seen.date().isoformat(),
        "url": re.sub(r"[{}\\\s]", "", cited.url),
        "note": f"{'Kommentar, ' if cited.comment else ''}lydelse {cited.wording}, "
        f"{cited.digest[:19]}",
        "organization": _tex(cited.blog),
    }
    width = max(map(len, fields))
    lines = [f"  {name:<{width}} = {{{v}}}," for name, v in fields.items() if v]
    return f"@online{{{cited.key},\n" + "\n".join(lines) + "\n}\n"


def _inverted(author: str) -> str:
    """``Kvarnlöv, S.``; names that are no first and last name stay as they are."""
    words = author.split()
    plain = all(w.isalpha() or "-" in w for w in words) and len(words) in (2, 3)
    capitals = all(w[0].isupper() or w.lower() in _SMALL for w in words)
    if not plain or not capitals:
        return author
    last = next((n for n, w in enumerate(words) if w.lower() in _SMALL), len(words) - 1)
    if last == 0:
        return author
    initials = " ".join(f"{w[0]}." for w in words[:last])
    return f"{' '.join(words[last:])}, {initials}"


def _apa_date(date: str | None, lang: Lang) -> str:
    if not date:
        return "u.å." if lang == "sv" else "n.d."
    day = long_day(date, lang).rsplit(" ", 1)[0]
    return f"{date[:4]}, {day}"


def _tex(text: str) -> str:
    escaped = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}"}
    escaped |= {"^": r"\textasciicircum{}"} | {c: "\\" + c for c in "&%$#_{}"}
    return "".join(escaped.get(c, c) for c in " ".join(text.split()))
