"""What a run imports and loads, done once for all processes forked from here."""

import scraper.cli.main  # noqa: F401
from scraper.swedish.keys import key_of

key_of("plogningen")  # loads the dictionary
