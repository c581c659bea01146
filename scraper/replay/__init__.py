"""corpus.db is a fold over captures.db: made anew, brought up to date, checked."""
