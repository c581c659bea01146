"""One run: what to fetch next, what an error means, and what is reported."""
