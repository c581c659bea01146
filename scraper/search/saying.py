"""What search says to its reader: Swedish, made of parts that can be translated."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[..., str]
"""A message and what replaces its ``%(name)s`` -> the words in a language."""


def swedish(message: str, **values: object) -> str:
    """As written."""
    return message % values


class Note(str):
    """A remark on how a query was read: in Swedish, but knows what it was made of."""

    __slots__ = ("message", "values")

    message: str
    values: dict[str, object]

    def __new__(cls, message: str, **values: object) -> Note:
        """Put ``values`` in the place of each ``%(name)s`` of ``message``."""
        made = super().__new__(cls, swedish(message, **values))
        made.message, made.values = message, values
        return made

    def said(self, say: Say) -> str:
        """The remark in another language."""
        return say(self.message, **self.values)
