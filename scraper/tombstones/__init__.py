"""What was erased on request, as keyed hashes, and how it is kept out.

    key.py       the secret key, and what is hashed with it
    file.py      forgotten.jsonl: one line per erasure, append only
    normal.py    the words of any source text, and where they stand in it
    passages.py  erased passages cut out of any text
    page.py      items cut out of a page
    lists.py     items cut out of JSON, feeds, sitemaps, exports and saved texts
    eraser.py    a capture without what was erased

Key and file lie beside captures.db and in no backup: who puts back an older archive
must not put back what was erased since.
"""

from scraper.tombstones.eraser import Eraser
from scraper.tombstones.file import Tombstone, Tombstones, beside, read_tombstones
from scraper.tombstones.key import Key, open_key
from scraper.tombstones.state import require_obeyed, unfinished

__all__ = [
    "Eraser",
    "Key",
    "Tombstone",
    "Tombstones",
    "beside",
    "open_key",
    "read_tombstones",
    "require_obeyed",
    "unfinished",
]
