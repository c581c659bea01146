"""Text that XML may hold.  Source: https://www.w3.org/TR/xml/#charsets"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def safe(text: object) -> str:
    """A value as character data; what XML forbids becomes U+FFFD.

    >>> safe("a < b" + chr(0))
    'a &lt; b\\ufffd'
    """
    return escape(_FORBIDDEN.sub("\ufffd", "" if text is None else str(text)))


def quoted(text: object) -> str:
    """A value as an attribute in double quotes."""
    return f'"{escape(_forbidden(text), {chr(34): "&quot;", **_SPACES})}"'


def _forbidden(text: object) -> str:
    return _FORBIDDEN.sub("\ufffd", "" if text is None else str(text))


def attributes(**values: object) -> str:
    """The attributes that are not ``None``, each after a space.

    >>> attributes(id="a", n=None, title='"')
    ' id="a" title="&quot;"'
    """
    return "".join(
        f" {name.rstrip('_').replace('__', ':')}={quoted(value)}"
        for name, value in values.items()
        if value is not None
    )


def ncname(id_: str) -> str:
    """An id as ``xml:id`` may be: it does not begin with a digit.

    >>> ncname("24h-7"), ncname("anna-7")
    ('_24h-7', 'anna-7')
    """
    return id_ if id_[0].isalpha() else f"_{id_}"
