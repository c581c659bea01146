"""Debattarkivet: Swedish municipal-politics blogs as a searchable archive."""

from importlib.metadata import version

__version__ = version("debattarkiv")
