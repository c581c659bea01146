import asyncio
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette.app import Datasette
from sqlite_utils import Database

from scraper.search import register_functions
from scraper.swedish.keys import key_of
from tests.small_corpus import Corpus, small_corpus


@pytest.fixture
def small() -> Iterator[Corpus]:
    corpus = small_corpus()
    yield corpus
    corpus.close()


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

    key_of("uppvärmning")  # as the server does: no request waits for the dictionary
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
    conn = sqlite3.connect(":memory:")
    register_functions(conn)
    conn.execute("create virtual table t using fts5(x)")
    conn.execute("insert into t values ('skolan är bra')")
    sql = "select count(*) from t where t match escape_fts(?)"
    for text, hits in {"skolan bra": 1, '"': 0, "": 0, "skola (": 0}.items():
        assert conn.execute(sql, [text]).fetchone() == (hits,)


def test_a_query_in_sql_finds_what_the_search_finds(small: Corpus) -> None:
    register_functions(small.db.conn)
    sql = """
        select d.item from json_each({function}(:q)) s join docs d on d.id = s.value
        order by s.key"""
    for text in ("skola OR far OR ivo", "av:bo från:2022 -ivo", "", '"', "typ:inlägg"):
        for function, order in (("sok", "newest"), ("sok_rank", "relevance")):
            rows = small.db.execute(sql.format(function=function), {"q": text})
            assert [row[0] for row in rows] == small.found(text, order)


def test_sql_shows_what_was_found(small: Corpus) -> None:
    register_functions(small.db.conn)
    sql = """
        select p.id, sok_snippet(:q, p.doc) from json_each(sok(:q)) s
        join posts p on p.doc = s.value"""
    assert small.db.execute(sql, {"q": "får"}).fetchall() == [
        ("b-1", "Socialnämnden möts. **Får** kommer fram.")
    ]


@pytest.mark.parametrize("value", [None, 3, 2.5, b"f\xc3\xa5r", b"\xff", "\0"])
def test_no_value_makes_a_function_fail(small: Corpus, value: object) -> None:
    register_functions(small.db.conn)
    row = small.db.execute(
        "select sok(?1), sok_rank(?1), sok_snippet(?1, ?1), escape_fts(?1)",
        [value],  # type: ignore[list-item]  any SQL value
    ).fetchone()
    json.loads(row[0])
    assert small.db.execute(
        "select count(*) from docs_fts where docs_fts match ?", [row[3]]
    ).fetchone()


def test_every_example_in_the_guide_runs(small: Corpus) -> None:
    register_functions(small.db.conn)
    guide = Path(__file__).parent.parent / "docs" / "search.md"
    examples = re.findall(r"```sql\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    assert len(examples) == 3
    for sql in examples:
        small.db.execute(sql, {"q": "nämnd"}).fetchall()
