"""How each source is doing, on one screen, and what to do about it.

facts.py   corpus.db -> what is known of each source
advice.py  what is wrong with a source, and what to do next: pure
screen.py  both in words
"""

from scraper.status.facts import SourceStatus, Status, status
from scraper.status.screen import as_text

__all__ = ["SourceStatus", "Status", "as_text", "status"]
