"""Swedish: dates, word boundaries, search keys.  Pure."""
