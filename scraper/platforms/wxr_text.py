"""Texts as they lie in WordPress' database, made into the markup of a page; pure.

A page has been through ``wpautop`` and ``wptexturize``; an export has not.  Blocks and
shortcodes that a page would not show are taken away, and line breaks get their tags.
Source: wp-includes/formatting.php (wpautop).
"""

from __future__ import annotations

import re

_BLOCK_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HAS_BLOCKS = re.compile(r"<!--\s*wp:")
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist)\b[^\]]*\]", re.IGNORECASE
)
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|details|div|dl|dd|dt|fieldset|figcaption"
    r"|figure|footer|form|h[1-6]|header|hr|li|main|menu|nav|ol|p|pre|section|summary"
    r"|table|tbody|td|tfoot|th|thead|tr|ul)\b[^>]*>",
    re.IGNORECASE,
)
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL | re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\n\s*\n")


def as_markup(stored: str) -> str:
    r"""The markup of a stored text.

    >>> as_markup("Ett stycke\nmed två rader.\n\nEtt till.")
    '<p>Ett stycke<br>\nmed två rader.</p>\n<p>Ett till.</p>'
    """
    text = stored.replace("\r\n", "\n").replace("\r", "\n")
    had_blocks = _HAS_BLOCKS.search(text) is not None
    text = _SHORTCODE.sub("", _BLOCK_COMMENT.sub("", text))
    if had_blocks:
        return text
    parts = _PRE.split(text)
    parts[::2] = [_paragraphs(part) for part in parts[::2]]
    return "\n".join(part for part in parts if part)


def _paragraphs(text: str) -> str:
    """Blank lines end paragraphs, other breaks are kept, block tags stand alone."""
    apart = _BLOCK_TAG.sub(lambda found: f"\n\n{found[0]}\n\n", text)
    found = []
    for part in _PARAGRAPHS.split(apart):
        words = part.strip()
        if not words:
            continue
        if _BLOCK_TAG.fullmatch(words):
            found.append(words)
        else:
            found.append(f"<p>{_lines(words)}</p>")
    return _unnested("\n".join(found))


def _lines(words: str) -> str:
    return re.sub(r"(?<!<br>)(?<!<br />)[^\S\n]*\n", "<br>\n", words)


def _unnested(markup: str) -> str:
    """Without paragraphs inside what is a paragraph or takes none."""
    return re.sub(
        r"(<(p|h[1-6]|dt|li|td|th|summary)\b[^>]*>)\s*<p>(.*?)</p>\s*(?=</\2\s*>)",
        r"\1\3",
        markup,
        flags=re.DOTALL | re.IGNORECASE,
    )
