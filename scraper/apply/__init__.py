"""A capture -> rows of corpus.db: what an observation means, and writing it."""
