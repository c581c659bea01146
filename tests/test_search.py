import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette.app import Datasette
from sqlite_utils import Database

from scraper.index import Doc, Index
from scraper.schema import open_schema
from scraper.search import Hits, search

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
        doc = Doc(
            item=str(row["id"]),
            kind=row.get("kind", "post"),  # type: ignore[arg-type]
            source=str(row["source"]),
            author=row["author"],  # type: ignore[arg-type]
            published=published,  # type: ignore[arg-type]
            date=row["date"],  # type: ignore[arg-type]
            title=str(row.get("title", "")),
            text=str(row["text"]),
        )
        with self.db.atomic():
            row["doc"] = self.index.add(doc)
            self.db.table(table).insert(row)

    def search(self, text: str, **options: object) -> Hits:
        return search(self.db.conn, text, **options)  # type: ignore[arg-type]

    def found(self, text: str, order: str = "newest") -> list[str]:
        return [hit.item for hit in self.search(text, order=order).hits]


@pytest.fixture
def corpus() -> Iterator[Corpus]:
    db = Database(memory=True)
    yield Corpus(db)
    db.close()


@pytest.fixture
def small(corpus: Corpus) -> Corpus:
    corpus.post("b-1", "Nämnderna och skolan", "Socialnämnden möts. Får kommer fram.")
    corpus.post("b-2", "Om far", "Min far är gammal.", published="2022-01-02T12:00:00Z")
    corpus.comment("b-c1", "b-1", "Jag anmälde detta till IVO, individ- och familje.")
    corpus.comment(
        "b-c2", "b-2", "Anmälningarna bra🤔", published="2022-01-03T12:00:00Z"
    )
    corpus.comment("b-c3", "b-2", "Utan datum: en skola.", published=None)
    return corpus


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("nämnd", ["b-1"]),
        ("NÄMNDEN", ["b-1"]),
        ('"nämnden"', []),
        ('"nämnderna och skolan"', ["b-1"]),
        ("får", ["b-1"]),
        ("far", ["b-2"]),
        ("bra", ["b-c2"]),
        ("skola", ["b-1", "b-c3"]),
        ("skola -nämnd", ["b-c3"]),
        ("skola NOT nämnd", ["b-c3"]),
        ("ivo OR far", ["b-c1", "b-2"]),
        ("ivo ELLER far typ:inlägg", ["b-2"]),
        ("ivo | far", ["b-c1", "b-2"]),
        ("(ivo far) OR bra", ["b-c2"]),
        ("social*", ["b-1"]),
        ("*nämnd*", ["b-1"]),
        ("*nämnd*{socialnämnd}", ["b-1"]),
        ("*nämnd*{hälsonämnd}", []),
        ("socialnamnden", ["b-1"]),
        ("individ- och familje", ["b-c1"]),
        ("IVO:s", ["b-c1"]),
        ("socialnämnden NEAR/2 får", ["b-1"]),
        ("socialnämnden NEAR/0 får", []),
        ("NEAR(socialnämnden får, 2)", ["b-1"]),
        ("av:åsa", ["b-1", "b-2"]),
        ("av:bo i:b", ["b-c1", "b-c2", "b-c3"]),
        ('av:"Bo Ek" från:2023', ["b-c1"]),
        ("author:ek before:2022", ["b-c2"]),
        ("typ:kommentar -ivo", ["b-c2", "b-c3"]),
        ("-ivo typ:comment", ["b-c2", "b-c3"]),
        ("från:2022-01-03 till:2022-01", ["b-c2"]),
        ("typ:skola", []),
        ("", []),
        ("🤔", []),
        ('"', []),
        ("* ** ( ) -", []),
    ],
)
def test_search_finds(small: Corpus, text: str, items: list[str]) -> None:
    assert small.found(text) == items


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_every_order_finds_the_same(small: Corpus, order: str) -> None:
    assert set(small.found("skola OR far OR ivo", order)) == {
        "b-1",
        "b-2",
        "b-c1",
        "b-c3",
    }


def test_undated_items_come_last_in_either_direction(small: Corpus) -> None:
    assert small.found("skola OR far", "newest") == ["b-1", "b-2", "b-c3"]
    assert small.found("skola OR far", "oldest") == ["b-2", "b-1", "b-c3"]


def test_pages_follow_each_other(small: Corpus) -> None:
    for order in ("relevance", "newest", "oldest"):
        seen: list[str] = []
        offset: int | None = 0
        while offset is not None:
            page = small.search(
                "skola OR far OR ivo", order=order, limit=1, offset=offset
            )
            seen += [hit.item for hit in page.hits]
            offset = page.next
        assert seen == small.found("skola OR far OR ivo", order)


def test_the_match_is_marked_in_the_original(small: Corpus) -> None:
    (hit,) = small.search("nämnd får").hits
    assert hit.title == (("Nämnderna", True), (" och skolan", False))
    assert hit.snippet == (
        ("Socialnämnden möts. ", False),
        ("Får", True),
        (" kommer fram.", False),
    )


def test_what_was_not_taken_as_typed_is_said(small: Corpus) -> None:
    assert small.search("socialnamnden").notes == (
        "”socialnamnden” finns inte; visar träffar för socialnämnden.",
    )
    assert small.search("typ:skola").notes == (
        "”skola” är ingen typ; ”typ:skola” söktes som ord.",
    )


def test_a_crosspost_is_folded_into_its_original(small: Corpus) -> None:
    small.source("v")
    small.post("v-1", "Nämnderna och skolan", "Socialnämnden möts. Extra.")
    small.db.table("posts").update("v-1", {"crosspost_of": "b-1"})
    (hit,) = small.search("nämnd").hits
    assert (hit.item, hit.also) == ("b-1", ("v-1",))
    assert small.found("extra") == ["v-1"]


def test_every_search_box_of_datasette_is_swedish(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    db = Database(path)
    corpus = Corpus(db)
    corpus.post("b-1", "Nämnderna", "Socialnämnden möts.")
    db.close()
    ds = Datasette(
        [str(path)],
        metadata={
            "databases": {
                "corpus": {
                    "tables": {"posts": {"fts_table": "docs_fts", "fts_pk": "doc"}}
                }
            }
        },
    )

    async def ask(text: str) -> tuple[int, list[str]]:
        params = {"_search": text, "_shape": "array"}
        answer = await ds.client.get("/corpus/posts.json", params=params)
        return answer.status_code, [row["id"] for row in answer.json()]

    for text, items in {
        "nämnden": ["b-1"],
        "socialnamnd": ["b-1"],
        '"nämnden"': [],
        "*nämnd* -skola": ["b-1"],
        '"': [],
        "individ- och (": [],
        "-nämnd": [],
        "nämnd AND": ["b-1"],
        "av:nämnd": [],
        "body_key:nämnd": [],
        "\0": [],
        "🤔": [],
    }.items():
        assert asyncio.run(ask(text)) == (200, items), text


def test_escape_fts_works_where_there_is_no_vocabulary() -> None:
    from scraper.site.sql import register_functions

    conn = sqlite3.connect(":memory:")
    register_functions(conn)
    conn.execute("create virtual table t using fts5(x)")
    conn.execute("insert into t values ('skolan är bra')")
    sql = "select count(*) from t where t match escape_fts(?)"
    for text, hits in {"skolan bra": 1, '"': 0, "": 0, "skola (": 0}.items():
        assert conn.execute(sql, [text]).fetchone() == (hits,)
