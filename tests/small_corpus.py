"""A small archive for tests, written row by row as the store does."""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from scraper.search import Hits, search
from scraper.store.index import Doc, Index
from scraper.store.schema import open_schema

SEEN = "2024-06-01T00:00:00Z"


class Corpus:
    """A small archive, written row by row as the store does."""

    def __init__(self, db: Database) -> None:
        self.db = db
        open_schema(db)
        self.index = Index(db)
        self.source("b", "Åsa Berg")

    def source(self, name: str, owner: str | None = None) -> None:
        self.db.table("sources").insert(
            {
                "name": name,
                "owner": owner,
                "platform": "wordpress",
                "home_url": f"https://{name}.example/",
                "timezone": "Europe/Stockholm",
            }
        )

    def post(self, id_: str, title: str, text: str, **more: str | None) -> None:
        row: dict[str, object] = {
            "id": id_,
            "source": id_.split("-")[0],
            "url": f"https://b.example/{id_}/",
            "author": "Åsa Berg",
            "published": "2023-05-12T12:00:00Z",
            "title": title,
            "title_key": title.lower(),
            "text": text,
            **more,
        }
        self._add("posts", row)

    def comment(self, id_: str, post: str, text: str, **more: str | None) -> None:
        row: dict[str, object] = {
            "id": id_,
            "source": post.split("-")[0],
            "post": post,
            "url": f"https://b.example/{post}/#comment-{id_}",
            "kind": "comment",
            "position": 0,
            "depth": 1,
            "is_post_author": 0,
            "parent_precision": "true",
            "author": "Bo Ek",
            "published": "2023-05-13T12:00:00Z",
            "text": text,
            **more,
        }
        self._add("comments", row)

    def _add(self, table: str, row: dict[str, object]) -> None:
        published = row["published"]
        row["date"] = str(published)[:10] if published else None
        row |= {"first_seen": SEEN, "since": SEEN, "digest": "sha256:0"}
        with self.db.atomic():
            row["doc"] = self.index.add(_doc(row))
            self.db.table(table).insert(row)

    def doc(self, item: str) -> Doc:
        """The document of a stored item."""
        table = (
            "posts" if self.db["posts"].count_where("id = ?", [item]) else "comments"
        )
        return _doc(dict(self.db.table(table).get(item)))

    def changed(self, doc: Doc, *, text: str) -> Doc:
        """The same with another text, which the row gets too."""
        table = "posts" if doc.kind == "post" else "comments"
        self.db.table(table).update(doc.item, {"text": text})
        return replace(doc, text=text)

    def search(self, text: str, **options: object) -> Hits:
        return search(self.db.conn, text, **options)  # type: ignore[arg-type]

    def found(self, text: str, order: str = "newest") -> list[str]:
        return [hit.item for hit in self.search(text, order=order).hits]

    def close(self) -> None:
        self.db.close()


def _doc(row: dict[str, object]) -> Doc:
    return Doc(
        item=str(row["id"]),
        kind=row.get("kind", "post"),  # type: ignore[arg-type]
        source=str(row["source"]),
        author=row["author"],  # type: ignore[arg-type]
        published=row["published"],  # type: ignore[arg-type]
        date=row["date"],  # type: ignore[arg-type]
        title=str(row.get("title", "")),
        text=str(row["text"]),
    )


def small_corpus() -> Corpus:
    """Five items: two posts, three comments, one of them without a date."""
    corpus = Corpus(Database(memory=True))
    fill(corpus)
    return corpus


def fill(corpus: Corpus) -> None:
    """Write the five items of ``small_corpus``."""
    corpus.post("b-1", "Nämnderna och skolan", "Socialnämnden möts. Får kommer fram.")
    corpus.post("b-2", "Om far", "Min far är gammal.", published="2022-01-02T12:00:00Z")
    corpus.comment("b-c1", "b-1", "Jag anmälde detta till IVO, individ- och familje.")
    corpus.comment(
        "b-c2", "b-2", "Anmälningarna bra🤔", published="2022-01-03T12:00:00Z"
    )
    corpus.comment("b-c3", "b-2", "Utan datum: en skola.", published=None)
