"""SQL functions for everyone who may query; see ``scraper.search.functions``."""

from scraper.search.functions import register_functions

__all__ = ["register_functions"]
