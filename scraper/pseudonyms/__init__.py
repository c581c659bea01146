"""Pseudonyms for commenters: their names, their ids, and their names in others' texts.

key      the secret that pseudonyms hang on, outside every package
names    whose names are replaced, whose stay, which are doubtful
replace  a text with its names replaced
rows     a table's rows as they leave the archive
review   what a person must look at, beside the package; what the package says itself
"""

from scraper.pseudonyms.key import load_key
from scraper.pseudonyms.names import Names
from scraper.pseudonyms.rows import Pseudonymiser

__all__ = ["Names", "Pseudonymiser", "load_key"]
