"""Readable plain text from markup.

    <p>Ett <b>möte</b>.<br>Kl 19.</p><ul><li>Nej</li></ul>   Ett möte.
    <blockquote><p>Citat.</p></blockquote>                   Kl 19.
                                                             <blank line>
                                                             - Nej
                                                             <blank line>
                                                             > Citat.

Paragraphs, headings, lists, quotes and tables stand between blank lines; ``br``,
``div``, list items and rows are lines.  Items begin with "- " or "1. ", quoted lines
with "> ", cells are parted by " | ".  Pictures are silent; emoji are their alt text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from scraper.html.junk import SILENT_TAGS, is_junk, stands_for, words
from scraper.html.tree import Node

# Inline elements that can be no plugin's.  A tree escapes < and > in attributes.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|code|em|i|ins|s|small|strong|sub|sup|u)"
    r"(?: (?!class=|id=)[a-z-]+=\"[^\"<>]*\")*>"
)
# Breaks while writing; \n is a br.  Several in a row count as the strongest.
_LINE, _PARAGRAPH = "\v", "\f"

_PARAGRAPHS = words("p h1 h2 h3 h4 h5 h6 ul ol dl pre table figure hr details fieldset")
_LISTS = words("ul ol")
_LINES = words(
    "div section article aside header footer main address center dt dd figcaption",
    "summary caption legend",
)
_MEDIA = words("iframe object embed video audio map")
# Soft hyphens and zero-width spaces would hide a word from the search; controls
# are no text.  The joiner U+200D stays: emoji are built with it.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f]")


def text_of(node: Node, *, omit: frozenset[int] = frozenset()) -> str:
    """The words inside ``node``, NFC, as a person would copy them.

    Args:
        omit: ``mem_id`` of elements inside that do not belong to the text.

    Returns:
        Lines without spaces at their ends, at most one blank line in a row, no line
        break at the end; "" where nothing is written.
    """
    text = plain_text(node.inner_html or "")
    return _tidy(_inside(node, omit)) if text is None else text


def plain_text(inner: str) -> str | None:
    """The text of the usual markup: ``p`` and ``br`` as wpautop writes them, links.

    Most comments and many posts are of this sort; reading them so is five times as
    fast.  (A test holds both ways to the same result.)

    Args:
        inner: As a tree writes itself, so that a ``<`` is always a tag.

    Returns:
        ``None`` where there is anything else, even unusual spaces.
    """
    if _LINE in inner or _PARAGRAPH in inner:
        return None
    text = inner.strip().removeprefix("<p>").removesuffix("</p>")
    has_breaks = "\n" in text
    if has_breaks:
        text = text.replace("</p>\n<p>", _PARAGRAPH).replace("<br>\n", _LINE)
    if "<" in text:
        text = _INLINE.sub("", text)
    if "<" in text or "&" in text or "\n" in text or "  " in text:
        return None
    if text != text.strip():
        return None
    if has_breaks:
        text = text.replace(_PARAGRAPH, "\n\n").replace(_LINE, "\n")
        if " \n" in text or "\n " in text or "\n\n\n" in text:
            return None
    line = text.replace("\n", " ") if has_breaks else text
    if not line.isprintable():  # hard spaces, invisible signs
        return None
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def line_of(node: Node) -> str:
    """The words inside ``node`` on one line: titles, names, link texts."""
    return " ".join(text_of(node).split())


def tidy_line(text: str) -> str:
    """Words that are no markup any more, on one line, as ``line_of`` gives them."""
    line = " ".join(text.split())
    if line.isprintable():
        return line if line.isascii() else unicodedata.normalize("NFC", line)
    return " ".join(_tidy(line).split())


def _inside(node: Node, omit: frozenset[int], *, keep_lines: bool = False) -> str:
    return "".join(
        _piece(child, omit, keep_lines=keep_lines) for child in _children(node)
    )


def _children(node: Node) -> Iterator[Node]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _piece(node: Node, omit: frozenset[int], *, keep_lines: bool) -> str:
    tag = node.tag
    if tag == "-text":
        text = node.text_content or ""
        if not keep_lines:
            text = text.replace("\n", " ")
        return text.replace(_LINE, " ").replace(_PARAGRAPH, " ")
    if tag == "br":
        return "\n"
    if tag is None or tag in SILENT_TAGS or tag in _MEDIA or tag.startswith("-"):
        return ""
    if tag == "img":
        return stands_for(node) or ""
    if is_junk(node.attributes) or (omit and node.mem_id in omit):
        return ""
    special = _SPECIAL.get(tag)
    if special is not None:
        return special(node, omit)
    inner = _inside(node, omit, keep_lines=keep_lines or tag == "pre")
    if tag in _PARAGRAPHS and not (tag in _LISTS and _is_item(node.parent)):
        return _PARAGRAPH + inner + _PARAGRAPH
    return _LINE + inner + _LINE if tag in _LINES or tag in _LISTS else inner


def _is_item(node: Node | None) -> bool:
    return node is not None and node.tag == "li"


def _quote(node: Node, omit: frozenset[int]) -> str:
    lines = _tidy(_inside(node, omit)).split("\n")
    quoted = "\n".join(f"> {line}" if line else ">" for line in lines)
    return _PARAGRAPH + quoted + _PARAGRAPH if any(lines) else ""


def _quoted_words(node: Node, omit: frozenset[int]) -> str:
    return f"”{_inside(node, omit).strip()}”"


def _item(node: Node, omit: frozenset[int]) -> str:
    inside = _tidy(_inside(node, omit))
    return f"{_LINE}{_bullet(node)} {inside}{_LINE}" if inside else ""


def _bullet(item: Node) -> str:
    parent = item.parent
    if parent is None or parent.tag != "ol" or "reversed" in parent.attributes:
        return "-"
    number, before = 1, item.prev
    while before is not None:
        number += before.tag == "li"
        before = before.prev
    start = parent.attributes.get("start") or ""
    return (
        f"{number + int(start) - 1 if start.isascii() and start.isdigit() else number}."
    )


def _row(node: Node, omit: frozenset[int]) -> str:
    cells = [
        _tidy(_inside(cell, omit))
        for cell in _children(node)
        if cell.tag in ("td", "th")
    ]
    cells = [cell for cell in cells if cell]
    # A cell with several lines is a table used for layout: its lines stay lines.
    between = "\n\n" if any("\n" in cell for cell in cells) else " | "
    return _LINE + between.join(cells) + _LINE


_SPECIAL = {"blockquote": _quote, "li": _item, "tr": _row, "q": _quoted_words}


def _tidy(text: str) -> str:
    """Breaks as line breaks, single spaces, nothing invisible, NFC."""
    paragraphs = (_lines(paragraph) for paragraph in text.split(_PARAGRAPH))
    tidy = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    if not tidy.replace("\n", " ").isprintable():
        visible = INVISIBLE.sub("", tidy)
        tidy = tidy if visible == tidy else _tidy(visible)
    return tidy if tidy.isascii() else unicodedata.normalize("NFC", tidy)


def _lines(paragraph: str) -> str:
    """The lines of what stands between two paragraph breaks; two br part as one."""
    out: list[str] = []
    breaks = 0
    for part in paragraph.split("\n"):
        lines = [" ".join(line.split()) for line in part.split(_LINE)]
        if words_here := "\n".join(line for line in lines if line):
            if out:
                out.append("\n\n" if breaks > 1 else "\n")
            out.append(words_here)
            breaks = 0
        breaks += 1
    return "".join(out)
