"""The bodies inside captures.db: each once, compressed with a dictionary per source.

Pages of one blog are mostly the same page, so a dictionary trained on some of them
halves what each costs.  It is trained when a source has ``TRAIN_AT`` bodies, and
what is there by then is compressed again with it; a dictionary that no body needs
is dropped.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

import zstandard

LEVEL = 9
TRAIN_AT = (16, 128, 1024)
"""Numbers of bodies of a source at which its dictionary is trained (again)."""
DICTIONARY_BYTES = 112 * 1024
"""Size of a dictionary at most; a small blog's is a 32nd of what it has."""
_SAMPLE_BYTES = 8_000_000
"""How much a dictionary is trained on at most; bounds the pause to about 0.6 s."""

SCHEMA = (
    """
    create table dictionaries (
      id integer primary key,
      source text not null,
      data blob not null
    )""",
    """
    create table bodies (
      id integer primary key,
      digest text not null unique,
      source text not null,
      size integer not null,
      dictionary integer references dictionaries(id),
      data blob not null
    )""",
    "create index bodies_source on bodies(source)",
)
"""``bodies.source`` is the first that had the body; ``size`` is bytes uncompressed."""


def digest_of(body: bytes) -> str:
    """``sha256:<hex>``, as ``Capture.digest``."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


class Bodies:
    """Bodies by digest, over a connection that somebody else opens and commits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._writers: dict[str, tuple[int | None, zstandard.ZstdCompressor]] = {}
        self._readers: dict[int | None, zstandard.ZstdDecompressor] = {
            None: zstandard.ZstdDecompressor()
        }

    def put(self, body: bytes, digest: str, source: str) -> None:
        """Keep a body, unless it is there; may train a dictionary first."""
        if self.has(digest):
            return
        self._insert(body, digest, source)
        (count,) = self._db.execute(
            "select count(*) from bodies where source = ?", [source]
        ).fetchone()
        if count in TRAIN_AT:
            self._train(source)

    def has(self, digest: str) -> bool:
        """Whether the body with this digest is there."""
        row = self._db.execute("select 1 from bodies where digest = ?", [digest])
        return row.fetchone() is not None

    def get(self, digest: str) -> bytes:
        """The body with this digest, byte for byte.

        Raises:
            KeyError: it was never kept.
            ValueError: what is stored is damaged.
        """
        row = self._db.execute(
            "select dictionary, size, data from bodies where digest = ?", [digest]
        ).fetchone()
        if row is None:
            raise KeyError(digest)
        try:
            body = self._unpack(*row)
        except (zstandard.ZstdError, KeyError, TypeError, MemoryError) as exc:
            raise ValueError(f"body {digest}: expected to decompress: {exc}") from exc
        if digest_of(body) != digest:
            raise ValueError(f"body {digest}: its bytes have another digest")
        return body

    def without(self, digest: str) -> None:
        """Delete a body; its source's dictionary still knows it: see ``retrain``."""
        self._db.execute("delete from bodies where digest = ?", [digest])

    def retrain(self, source: str) -> None:
        """Make the dictionary of a source anew from the bodies that are left.

        Every body of the source is compressed again, so that none needs the old one.
        """
        ids = [
            id_
            for (id_,) in self._db.execute(
                "select id from bodies where source = ? order by id", [source]
            )
        ]
        sql = "select digest, dictionary, size, data from bodies where id = ?"
        samples: list[bytes | bytearray | memoryview[int]] = []
        total = 0
        if len(ids) >= TRAIN_AT[0]:
            for id_ in reversed(ids[:: 1 + len(ids) // max(TRAIN_AT)]):
                _, *packed = self._db.execute(sql, [id_]).fetchone()
                if total < _SAMPLE_BYTES:
                    samples.append(self._unpack(*packed))
                    total += packed[1]
        trained = self._trained(samples, min(DICTIONARY_BYTES, total // 32))
        old = [
            row[0]
            for row in self._db.execute(
                "select id from dictionaries where source = ?", [source]
            )
        ]
        if trained is not None:
            self._keep_dictionary(source, trained)
        else:
            self._writers[source] = None, zstandard.ZstdCompressor(level=LEVEL)
        self._db.execute("pragma defer_foreign_keys = on")
        for id_ in ids:
            digest, *packed = self._db.execute(sql, [id_]).fetchone()
            body = self._unpack(*packed)
            self._db.execute("delete from bodies where id = ?", [id_])
            self._insert(body, digest, source)
        self._db.executemany(
            "delete from dictionaries where id = ?", ((id_,) for id_ in old)
        )
        for id_ in old:
            self._readers.pop(id_, None)

    def rolled_back(self) -> None:
        """Forgets dictionaries that a transaction took back."""
        self._writers.clear()
        self._readers = {None: self._readers[None]}

    def damages(self) -> Iterator[str]:
        """One line for each body that is not what its digest says."""
        sql = "select digest, size from bodies"
        for digest, size in self._db.execute(sql).fetchall():
            try:
                if len(self.get(digest)) != size:
                    yield f"body {digest}: it has another size than {size} bytes"
            except ValueError as exc:
                yield str(exc)

    def _writer(self, source: str) -> tuple[int | None, zstandard.ZstdCompressor]:
        if source not in self._writers:
            row = self._db.execute(
                """
                select id, data from dictionaries where source = ?
                order by id desc limit 1
                """,
                [source],
            ).fetchone()
            if row is None:
                self._writers[source] = None, zstandard.ZstdCompressor(level=LEVEL)
            else:
                trained = zstandard.ZstdCompressionDict(row[1])
                trained.precompute_compress(level=LEVEL)
                writer = zstandard.ZstdCompressor(level=LEVEL, dict_data=trained)
                self._writers[source] = row[0], writer
        return self._writers[source]

    def _unpack(self, dictionary: int | None, size: int, data: bytes) -> bytes:
        if dictionary not in self._readers:
            row = self._db.execute(
                "select data from dictionaries where id = ?", [dictionary]
            ).fetchone()
            if row is None:
                raise KeyError(f"dictionary {dictionary}")
            trained = zstandard.ZstdCompressionDict(row[0])
            self._readers[dictionary] = zstandard.ZstdDecompressor(dict_data=trained)
        return self._readers[dictionary].decompress(data, max_output_size=max(size, 1))

    def _insert(self, body: bytes, digest: str, source: str) -> None:
        dictionary, writer = self._writer(source)
        self._db.execute(
            """
            insert into bodies(digest, source, size, dictionary, data)
            values (:digest, :source, :size, :dictionary, :data)
            """,
            {
                "digest": digest,
                "source": source,
                "size": len(body),
                "dictionary": dictionary,
                "data": writer.compress(body),
            },
        )

    @staticmethod
    def _trained(
        samples: list[bytes | bytearray | memoryview[int]], size: int
    ) -> bytes | None:
        """A dictionary; ``None``: too little text, or nothing in common."""
        try:
            return zstandard.train_dictionary(size, samples).as_bytes()
        except (zstandard.ZstdError, ValueError):
            return None

    def _keep_dictionary(self, source: str, trained: bytes) -> None:
        self._db.execute(
            "insert into dictionaries(source, data) values (?, ?)", [source, trained]
        )
        self._writers.pop(source, None)

    def _train(self, source: str) -> None:
        rows = self._db.execute(
            """
            select id, digest, dictionary, size, data from bodies where source = ?
            order by id desc limit ?
            """,
            [source, max(TRAIN_AT)],
        ).fetchall()
        total = sum(size for _, _, _, size, _ in rows)
        every = 1 + total // _SAMPLE_BYTES  # spread over old and new
        samples: list[bytes | bytearray | memoryview[int]]
        samples = [self._unpack(*packed) for _, _, *packed in rows[::every]]
        trained = self._trained(samples, min(DICTIONARY_BYTES, total // 32))
        if trained is None:
            return
        self._keep_dictionary(source, trained)
        # Shrunk in place, rows would leave half-empty pages: all go, and come again.
        self._db.execute("pragma defer_foreign_keys = on")
        self._db.executemany(
            "delete from bodies where id = ?", [row[:1] for row in rows]
        )
        for _, digest, *packed in reversed(rows):
            self._insert(self._unpack(*packed), digest, source)
        self._db.execute(
            """
            delete from dictionaries where source = ? and id not in
              (select dictionary from bodies where dictionary is not null)
            """,
            [source],
        )
