"""Snapshots: corpus.db of a day, dated, summed, read-only; and what two differ in.

snapshot   made from a live archive without stopping it
serving    the counts that Datasette serves it with, immutable
diff       what is new, edited, withdrawn or erased between two
"""

from scraper.publish.diff import Difference, diff
from scraper.publish.snapshot import publish

__all__ = ["Difference", "diff", "publish"]
