"""What the dictionary gets wrong, and words that are not to be inflected."""

from __future__ import annotations

VERSION = "1"
"""Raise it with every change of this module or of ``keys``."""

_ACRONYMS = """
ivo lvu lvm sol lss hvb jo jk bris ifo vab sfi bup lov fol skr nja bbic hsl kpi dn svt
sr vk
"""

_FAMILIES = """
nämnd: nämnd
lag: lagar lagars
hot: hot
"""

HEADWORDS: dict[str, str] = {
    form: head
    for line in _FAMILIES.strip().splitlines()
    for head, forms in [line.split(":")]
    for form in (head, *forms.split())
}
"""Folded word -> key."""

ACRONYMS = frozenset(_ACRONYMS.split())
