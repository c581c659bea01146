"""The same words found by tantivy, a library that does nothing but search."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import tantivy

from scraper.search.vocabulary import Vocabulary

_MEMORY = 200_000_000
"""Bytes that it may fill before it writes."""


class Peer:
    """An index of the keys of generated texts, made unless it is there already."""

    def __init__(self, folder: Path, db: sqlite3.Connection) -> None:
        """Open or make the index of ``db`` in ``folder``."""
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("doc", stored=True)
        schema.add_text_field("keys", tokenizer_name="whitespace")
        self._schema = schema.build()
        self._db = db
        made = folder.exists()
        folder.mkdir(exist_ok=True)
        self._index = tantivy.Index(self._schema, str(folder))
        if not made:
            self._fill()
        self._searcher = self._index.searcher()

    def best(self, text: str) -> list[tuple[str]]:
        """The texts of the twenty best documents that hold every word."""
        words = Vocabulary(self._db)
        every = [
            (
                tantivy.Occur.Must,
                tantivy.Query.term_query(self._schema, "keys", words.key(word)),
            )
            for word in text.split()
        ]
        query = tantivy.Query.boolean_query(every)
        hits = self._searcher.search(query, 20).hits
        docs = [self._searcher.doc(place)["doc"][0] for _, place in hits]
        sql = "select body from docs_text where id = ?"
        return [self._db.execute(sql, (doc,)).fetchone() for doc in docs]

    def _fill(self) -> None:
        """Generated texts have no signs but full stops; see ``bulk``."""
        keys = dict(self._db.execute("select term, key from vocab"))
        writer = self._index.writer(_MEMORY, 1)
        for doc, title, text in self._db.execute(
            "select id, title, body from docs_text"
        ):
            words = f"{title} {text}".replace(".", "").lower().split()
            row = tantivy.Document()
            row.add_integer("doc", doc)
            row.add_text("keys", " ".join(map(keys.__getitem__, words)))
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
