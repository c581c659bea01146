"""What stands in a capture where something was cut out of it on request.

The parsers know these marks, so that a thread with a hole is still a whole thread:
nothing of what was cut is in them, not even its number.
"""

from __future__ import annotations

ATTRIBUTE = "data-forgotten"
"""On the empty element that a comment's element leaves in a page."""

KEY = "forgotten"
"""The only field of the object that a row of REST leaves in its list."""

NAME = "[raderat på begäran]"
"""In the place of a commenter's name in a page saved as text."""

WORDS = "[raderat]"
"""In the place of a passage."""

BODY = b"<!DOCTYPE html><html data-forgotten></html>"
"""The whole of a capture that showed nothing else."""

ADDRESS = "forgotten:"
"""In the place of an address that led to nothing else."""
