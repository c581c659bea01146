"""The HTML that WordPress's text filters make of stored text.

Only what the sample's texts need, as wp-includes/formatting.php does it with the
Swedish translation (6.1): wptexturize, make_clickable, convert_smilies, wpautop.
"""

from __future__ import annotations

import html
import re
import unicodedata

_TAGS = re.compile(r"(<[^>]*>)")
_BLOCK = re.compile(r"</?(?:blockquote|div|figure|h[1-6]|hr|li|ol|p|table|ul)\b")
_PARTS = "table|thead|tbody|tfoot|tr|th|td|ol|ul|li"
_BEFORE_PART = re.compile(rf"(?<=>)(?=<(?:{_PARTS})\b)")
_AFTER_PART = re.compile(rf"(</(?:{_PARTS})>)(?=<)")
_SPACE = r"(?:^|(?<=\s))"
_DASHES = (
    (re.compile(r"---"), "—"),
    (re.compile(_SPACE + r"--(?=$|\s)"), "—"),
    (re.compile(r"--"), "–"),
    (re.compile(_SPACE + r"-(?=$|\s)"), "–"),
)
_SMILIES = {
    ":-)": "🙂",
    ":)": "🙂",
    ";-)": "😉",
    ";)": "😉",
    ":-(": "🙁",
    ":(": "🙁",
    ":D": "😀",
    ":-D": "😀",
    ":P": "😛",
}
_SMILEY = re.compile(
    r"(?:(?<=\s)|(?<=>)|^)(" + "|".join(map(re.escape, _SMILIES)) + r")(?=[\s<]|$)"
)
_LINK = re.compile(r"(?:(?<=[\s(])|^)((?:https?://|www\.)[^\s<>\"”]+)")
_MAIL = re.compile(r"(?:(?<=\s)|^)([\w.+-]+@(?:[\w-]+\.)+[a-z]{2,})", re.ASCII)
_EMOJI = re.compile(
    r"[\U0001F000-\U0001FAFF\u2600-\u27BF](?:[\uFE0F\U0001F3FB-\U0001F3FF])*"
)


def comment_html(text: str) -> str:
    """A comment as its page prints it: paragraphs, line breaks, links, faces."""
    linked = _make_clickable(html.escape(text, quote=False))
    return autop(_smilies(texturize(linked)))


def post_html(content: str) -> str:
    """A post's body as its page prints it."""
    return autop(_smilies(texturize(content)))


def texturize(markup: str) -> str:
    """Typographic quotes, dashes and dots in the text between tags."""
    parts = _TAGS.split(markup)
    return "".join(
        part if index % 2 else _texturize(part) for index, part in enumerate(parts)
    )


def autop(markup: str) -> str:
    """Paragraphs from empty lines and ``<br />`` from line ends.

    Blocks that begin with a block element stay as they are, but a quotation's
    text becomes paragraphs.
    """
    blocks = re.split(r"\n\s*\n", markup.strip())
    return "\n".join(_paragraph(block) for block in blocks if block.strip())


def excerpt(markup: str, words: int = 55) -> str:
    """The opening words without markup, as feeds give them in ``description``."""
    found = plain(markup).split()
    return " ".join(found[:words]) + (" […]" if len(found) > words else "")


def plain(markup: str) -> str:
    """The text of some HTML on one line."""
    return " ".join(html.unescape(_TAGS.sub(" ", markup)).split())


def static_emoji(markup: str) -> str:
    """Emoji as pictures, as in feeds (``wp_staticize_emoji``)."""
    return _EMOJI.sub(_picture, markup)


def slugify(name: str) -> str:
    """The address part of a category or tag, as ``sanitize_title`` makes it."""
    ascii_name = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore")
    kept = re.sub(r"[^a-z0-9\s._-]", "", ascii_name.decode())
    return re.sub(r"[\s.-]+", "-", kept).strip("-")


def _texturize(text: str) -> str:
    for pattern, dash in _DASHES:
        text = pattern.sub(dash, text)
    return text.replace("...", "…").replace('"', "”").replace("'", "’")


def _paragraph(block: str) -> str:
    block = block.strip()
    quote = re.fullmatch(r"<blockquote>(?!\s*<)(.*)</blockquote>", block, re.DOTALL)
    if quote:
        return f"<blockquote><p>{_breaks(quote[1].strip())}</p></blockquote>"
    if _BLOCK.match(block):
        return _AFTER_PART.sub(r"\1\n", _BEFORE_PART.sub("\n", block))
    return f"<p>{_breaks(block)}</p>"


def _breaks(text: str) -> str:
    return re.sub(r"\s*\n\s*", "<br />\n", text)


def _make_clickable(text: str) -> str:
    linked = _LINK.sub(_anchor, text)
    return _MAIL.sub(r'<a href="mailto:\1">\1</a>', linked)


def _anchor(match: re.Match[str]) -> str:
    address = match[1].rstrip(".,;:!?")
    tail = match[1][len(address) :]
    if address.endswith(")") and "(" not in address:
        address, tail = address[:-1], ")" + tail
    if address.startswith("www."):
        address = "http://" + address
    return f'<a href="{address}" rel="nofollow ugc">{address}</a>{tail}'


def _smilies(markup: str) -> str:
    return _SMILEY.sub(lambda match: _SMILIES[match[1]], markup)


def _picture(match: re.Match[str]) -> str:
    code = "-".join(f"{ord(sign):x}" for sign in match[0] if sign != "\ufe0f")
    return (
        f'<img src="https://s.w.org/images/core/emoji/14.0.0/72x72/{code}.png" '
        f'alt="{match[0]}" class="wp-smiley" style="height: 1em; max-height: 1em;" />'
    )
