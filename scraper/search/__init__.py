"""Search that knows Swedish: query text -> hits.  Reads corpus.db, never writes.

query, fields    what a reader typed -> what is meant
vocabulary       the words of the corpus: keys, truncations, likenesses
match, select    what is meant -> FTS5 expression -> SQL
hits, load       documents in order, with marks and snippets
"""

from scraper.search.hits import Hits, Order, count, search
from scraper.search.load import Hit
from scraper.search.query import Query, parse
from scraper.search.select import Selection, select

__all__ = [
    "Hit",
    "Hits",
    "Order",
    "Query",
    "Selection",
    "count",
    "parse",
    "search",
    "select",
]
