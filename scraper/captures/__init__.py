"""captures.db: every response as received, every request, every run.  Private.

captures.py   the open file: what the rest of the program calls
attempt.py    one request and what came of it
bodies.py     bodies once per digest, compressed with a dictionary per source
body.py       whether a body is whole
rows.py       rows <-> captures and runs
file.py       making and opening the file
check.py      what is wrong with it
cut.py        what was erased, cut out of it
"""

from scraper.captures.attempt import KEPT_HEADERS, Attempt, RobotsVerdict
from scraper.captures.captures import Captures, chain
from scraper.captures.cut import Cut, Rewrite
from scraper.captures.rows import HiddenItem, Run

__all__ = [
    "KEPT_HEADERS",
    "Attempt",
    "Captures",
    "Cut",
    "HiddenItem",
    "Rewrite",
    "RobotsVerdict",
    "Run",
    "chain",
]
