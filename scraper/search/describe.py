"""How a query was read, in Swedish words for its reader."""

from __future__ import annotations

from scraper.search.fields import Filters
from scraper.search.nodes import All, Any, Near, Node, Pattern, Phrase, Without, Word
from scraper.search.query import Query

_KINDS = {"post": "inlägg", "comment": "kommentarer", "ping": "länkningar"}


def describe(query: Query) -> str:
    """One line that says what is searched for; empty for an empty query.

    >>> from scraper.search.query import parse
    >>> describe(parse('nämnd OR utskott -skola av:Hanna'))
    '(former av nämnd eller former av utskott) men inte former av skola · av Hanna'
    """
    parts = [_node(query.root)] if query.root else []
    return " · ".join((*parts, *_filters(query.filters)))


def _node(node: Node) -> str:
    match node:
        case Word((word,)):
            return f"former av {word}"
        case Word(words):
            return f"former av {' '.join(words)} intill varandra"
        case Phrase(words):
            return f"exakt ”{' '.join(words)}”"
        case Pattern():
            return _pattern(node)
        case Near(parts, distance):
            named = " och ".join(" ".join(part.words) for part in parts)
            return f"former av {named} med högst {distance} ord emellan"
        case All(parts):
            return " och ".join(map(_node, parts))
        case Any(parts):
            return "(" + " eller ".join(map(_node, parts)) + ")"
        case Without(wanted, unwanted):
            left = "inte" if wanted is None else f"{_node(wanted)} men inte"
            return f"{left} {_node(unwanted)}"


def _pattern(node: Pattern) -> str:
    text = node.text
    bare = text.strip("*")
    if "*" in bare:
        found = f"ord som passar {text}"
    elif text.startswith("*") and text.endswith("*"):
        found = f"ord som innehåller {bare}"
    elif text.endswith("*"):
        found = f"ord som börjar med {bare}"
    else:
        found = f"ord som slutar på {bare}"
    return f"{found} (valda: {', '.join(node.chosen)})" if node.chosen else found


def _filters(filters: Filters) -> list[str]:
    found = []
    if filters.authors:
        found.append("av " + " eller ".join(filters.authors))
    if filters.sources:
        found.append("i " + " eller ".join(filters.sources))
    if filters.kinds:
        found.append("bara " + " och ".join(_KINDS[kind] for kind in filters.kinds))
    if filters.topics:
        found.append("om " + " eller ".join(filters.topics))
    if filters.since:
        found.append(f"från {filters.since}")
    if filters.until:
        found.append(f"till {filters.until}")
    return found
