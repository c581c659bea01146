"""corpus.db: schema, migrations, search index; nothing here reads a capture."""
