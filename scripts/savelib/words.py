"""Invented words for real ones, so that a page tells of nobody."""

from __future__ import annotations

import re

_KEPT = """
och en ett av på till för från om i är den det att kl kommentar kommentarer svar
svara avbryt lämna skriver säger skrev publicerad publicerat inlägg inlägget
inläggsförfattare inläggsförfattaren anonym gilla etiketter kategorier redigera
comment comments reply says by on in at posted leave cancel anonymous author post
januari februari mars april maj juni juli augusti september oktober november
december jan feb apr jun jul aug sep sept okt nov dec january february march may
june july october måndag tisdag onsdag torsdag fredag lördag söndag pingback
trackback am pm th st nd rd
"""
"""What WordPress and its themes write themselves, in Swedish and English."""
_INVENTED = """
björk sten vatten bro kvarn ladda vinter spade lykta segel humla kärra staket brunn
tröskel sadel åra ängslada mossa tegel planka vante skopa grind rönn
"""
_WORD = re.compile(r"[^\W\d_]+")


class Words:
    """Invented words for real ones: the same always for the same."""

    def __init__(self) -> None:
        self._kept = frozenset(_KEPT.split())
        self._invented = _INVENTED.split()
        self._known: dict[str, str] = {}

    def scrubbed(self, text: str) -> str:
        """A text in which only WordPress' own words and numbers are left."""
        return _WORD.sub(lambda found: self._other(found[0]), text)

    def _other(self, word: str) -> str:
        folded = word.casefold()
        if folded in self._kept:
            return word
        count = len(self._known)
        more, at = divmod(count, len(self._invented))
        new = self._invented[at]
        if more:
            new += self._invented[more % len(self._invented)]
        new = self._known.setdefault(folded, new)
        return new.capitalize() if word[:1].isupper() else new
