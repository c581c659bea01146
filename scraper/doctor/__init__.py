"""What the archive would do with a blog, before it is added.

    visit.py     at most 15 polite requests, each an answer or why there is none
    probe.py     which requests: front page, REST, lists, one post
    findings.py  what came of it: Probe (answers), Diagnosis (what they mean)
    address.py   from the address a person gives to the blog's front page
    asks.py      what a blog asks of those who copy it: robots.txt, noarchive, TDMRep
    lists.py     REST, sitemap and feed: how many posts, which one to look at
    page.py      one post page, read by the real parser and held against REST
    cost.py      requests and time of a first scrape
    diagnose.py  Probe -> Diagnosis, pure
    table.py     the table for sources.toml, and sources.toml with it
    report.py    a Diagnosis in words or JSON

Nothing is stored, and no database is opened.
"""

from scraper.doctor.diagnose import diagnose
from scraper.doctor.findings import Diagnosis
from scraper.doctor.probe import probe
from scraper.doctor.visit import LIMIT, Visit

__all__ = ["LIMIT", "Diagnosis", "Visit", "diagnose", "probe"]
