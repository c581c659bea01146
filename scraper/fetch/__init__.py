"""Polite HTTP -> Capture; the only room that talks to a blog.

fetcher.py       one address, through redirects and robots.txt
orders.py        a fetch ordered here and made elsewhere
asking.py        tries, pauses, the fetch log
transport.py     one HTTP request
robots.py        what robots.txt says
lease.py         one request at a time per host, one run at a time per archive
retry_after.py, trouble.py
"""

from scraper.fetch.fetcher import Fetcher

__all__ = ["Fetcher"]
