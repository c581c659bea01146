"""How a query was read, in words for its reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scraper.search.fields import Filters
from scraper.search.nodes import All, Any, Near, Node, Pattern, Phrase, Without, Word
from scraper.search.query import Query
from scraper.search.saying import Say, swedish


def describe(query: Query, say: Say = swedish) -> str:
    """One line that says what is searched for; empty for an empty query.

    >>> from scraper.search.query import parse
    >>> describe(parse('nämnd OR utskott -skola av:Hanna'))
    '(former av nämnd eller former av utskott) men inte former av skola · av Hanna'
    """
    parts = [_node(query.root, say)] if query.root else []
    return " · ".join((*parts, *_filters(query.filters, say)))


def _node(node: Node, say: Say) -> str:
    match node:
        case Word((word,)):
            return say("former av %(word)s", word=word)
        case Word(words):
            return say("former av %(words)s intill varandra", words=" ".join(words))
        case Phrase(words):
            return say("exakt ”%(words)s”", words=" ".join(words))
        case Pattern():
            return _pattern(node, say)
        case Near(parts, distance):
            named = _all((" ".join(part.words) for part in parts), say)
            return say(
                "former av %(words)s med högst %(n)s ord emellan",
                words=named,
                n=distance,
            )
        case All(parts):
            return _all((_node(part, say) for part in parts), say)
        case Any(parts):
            return f"({_either((_node(part, say) for part in parts), say)})"
        case Without(wanted, unwanted) if wanted is not None:
            return say(
                "%(wanted)s men inte %(unwanted)s",
                wanted=_node(wanted, say),
                unwanted=_node(unwanted, say),
            )
        case Without(_, unwanted):
            return say("inte %(unwanted)s", unwanted=_node(unwanted, say))


def _all(parts: Iterable[str], say: Say) -> str:
    both = say("och")
    return f" {both} ".join(parts)


def _either(parts: Iterable[str], say: Say) -> str:
    either = say("eller")
    return f" {either} ".join(parts)


def _pattern(node: Pattern, say: Say) -> str:
    text = node.text
    bare = text.strip("*")
    if "*" in bare:
        found = say("ord som passar %(pattern)s", pattern=text)
    elif text.startswith("*") and text.endswith("*"):
        found = say("ord som innehåller %(part)s", part=bare)
    elif text.endswith("*"):
        found = say("ord som börjar med %(part)s", part=bare)
    else:
        found = say("ord som slutar på %(part)s", part=bare)
    if not node.chosen:
        return found
    chosen = say("valda: %(words)s", words=", ".join(node.chosen))
    return f"{found} ({chosen})"


def _filters(filters: Filters, say: Say) -> Iterator[str]:
    if filters.authors:
        yield say("av %(names)s", names=_either(filters.authors, say))
    if filters.sources:
        yield say("i %(names)s", names=_either(filters.sources, say))
    if filters.kinds:
        kinds = {
            "post": say("inlägg"),
            "comment": say("kommentarer"),
            "ping": say("länkningar"),
        }
        wanted = _all((kinds[kind] for kind in filters.kinds), say)
        yield say("bara %(kinds)s", kinds=wanted)
    if filters.topics:
        yield say("om %(names)s", names=_either(filters.topics, say))
    if filters.since:
        yield say("från %(day)s", day=filters.since)
    if filters.until:
        yield say("till %(day)s", day=filters.until)
