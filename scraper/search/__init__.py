"""Search that knows Swedish: query text -> hits.  Reads corpus.db, never writes.

query, fields, nodes    what a reader typed -> what is meant
vocabulary              the words of the corpus: keys, truncations, likenesses
match, select           what is meant -> FTS5 expression -> SQL
hits, load              documents in order
marked, snippet         with marks and snippets
describe, saying        how a query was read; suggest: what to offer instead
facets, trend           counts by source, author, year …; over time
concordance, collocates every match in its context; words that keep it company
history                 when words appeared, and when they were gone
functions               all of it in SQL
mapped                  how a connection reads fast
"""

from scraper.search.collocates import Collocate, Collocates, collocates
from scraper.search.concordance import Line, concordance
from scraper.search.describe import describe
from scraper.search.facets import Facets, facets
from scraper.search.functions import register_functions
from scraper.search.history import Appearance, appearances
from scraper.search.hits import Hits, Order, search
from scraper.search.load import Hit
from scraper.search.mapped import map_file
from scraper.search.query import Query, parse
from scraper.search.rank import count
from scraper.search.select import Selection, select
from scraper.search.snippet import Pieces
from scraper.search.suggest import Suggestion, suggest
from scraper.search.trend import Series, Trend, trend
from scraper.search.vocabulary import Form, Vocabulary

__all__ = [
    "Appearance",
    "Collocate",
    "Collocates",
    "Facets",
    "Form",
    "Hit",
    "Hits",
    "Line",
    "Order",
    "Pieces",
    "Query",
    "Selection",
    "Series",
    "Suggestion",
    "Trend",
    "Vocabulary",
    "appearances",
    "collocates",
    "concordance",
    "count",
    "describe",
    "facets",
    "map_file",
    "parse",
    "register_functions",
    "search",
    "select",
    "suggest",
    "trend",
]
