from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store.index import FIRST_DATED, Doc, Index, first_id
from scraper.store.reindex import check_index, rebuild_index
from scraper.store.schema import open_schema


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    open_schema(db)
    db.execute(
        "insert into sources (name, platform, home_url, timezone)"
        " values ('b', 'wordpress', 'https://b.example/', 'Europe/Stockholm')"
    )
    yield db
    db.close()


def doc(item: str = "b-1", **changes: object) -> Doc:
    base = Doc(
        item=item,
        kind="post",
        source="b",
        author="Åsa",
        published="2023-05-12T12:05:00Z",
        date="2023-05-12",
        title="Nämnderna",
        text="Socialnämnden får en ny ordförande. IVO kritiserar.",
    )
    return replace(base, **changes)  # type: ignore[arg-type]  test data


def store(db: Database, doc: Doc, id_: int | None) -> None:
    """The row that a document speaks of, as the store writes it."""
    row = {
        "id": doc.item,
        "source": doc.source,
        "author": doc.author,
        "published": doc.published,
        "date": doc.date,
        "title": doc.title,
        "text": doc.text,
        "first_seen": "2024-01-01T00:00:00Z",
        "digest": "sha256:0",
        "doc": id_,
    }
    if "since" in db["posts"].columns_dict:
        row["since"] = row["first_seen"]
    if "title_key" in db["posts"].columns_dict:
        row["title_key"] = doc.title
    db.table("posts").insert(row, pk="id", replace=True)


def add(db: Database, *docs: Doc) -> list[int]:
    with db.atomic(), Index(db) as index:
        ids = [index.add(one) for one in docs]
    for one, id_ in zip(docs, ids, strict=True):
        store(db, one, id_)
    return ids


def found(db: Database, match: str) -> list[int]:
    sql = "select rowid from docs_fts where docs_fts match ? order by rowid desc"
    return [row[0] for row in db.execute(sql, [match])]


def vocab(db: Database) -> dict[str, tuple[str, int, int]]:
    rows = db.execute("select term, key, df, cnt from vocab")
    return {term: (key, df, cnt) for term, key, df, cnt in rows}


def test_any_form_of_a_word_finds_the_document(db: Database) -> None:
    (id_,) = add(db, doc())
    assert found(db, "title_key: nämnd") == [id_]
    assert found(db, "title: nämnd") == []
    assert found(db, "body: får") == [id_]
    assert found(db, "body: far") == []


def test_marks_fall_on_the_original_text(db: Database) -> None:
    add(db, doc())
    sql = "select highlight(docs_fts, 2, '[', ']') from docs_fts where docs_fts match ?"
    assert db.execute(sql, ["title_key: nämnd"]).fetchone() == ("[Nämnderna]",)


def test_newer_documents_have_higher_ids_in_any_order_of_arrival(
    db: Database,
) -> None:
    ids = add(
        db,
        doc("b-1", published="2023-01-01T00:00:00Z"),
        doc("b-2", published="2024-01-01T00:00:00Z"),
        doc("b-3", published="2022-01-01T00:00:00+00:00"),
        doc("b-4", published=None, date=None),
        doc("b-5", published="1970-01-01T00:00:00Z"),
    )
    by_id = [item for _, item in sorted(zip(ids, "12345", strict=True))]
    assert by_id == ["4", "5", "3", "1", "2"]
    assert ids[3] < FIRST_DATED <= ids[4]


def test_a_full_minute_continues_in_the_next_free_place(db: Database) -> None:
    ids = add(db, *(doc(f"b-{n}") for n in range(40)))
    first = first_id("2023-05-12T12:05:00Z")
    assert ids == list(range(first, first + 40))
    later = doc("b-x", published="2023-05-12T12:06:00Z")
    assert add(db, later) == [first + 40]
    assert add(db, doc("b-y")) == [first + 41]
    assert add(db, *(doc(f"u-{n}", published=None) for n in range(3))) == [1, 2, 3]
    assert check_index(db) == ()


def test_a_changed_text_is_found_by_its_new_words_only(db: Database) -> None:
    old, new = doc(), doc(title="Skolan", text="Skolan får en ny rektor.")
    (id_,) = add(db, old)
    with db.atomic():
        assert Index(db).replace(old, new) == id_
        store(db, new, id_)
    assert found(db, "nämnd") == []
    assert found(db, "title_key: skol*") == [id_]
    assert "socialnämnden" not in vocab(db)
    assert vocab(db)["skolan"][1:] == (1, 2)
    assert check_index(db) == ()


def test_a_changed_time_moves_the_document(db: Database) -> None:
    old, new = doc(), doc(published="2020-01-01T00:00:00Z", date="2020-01-01")
    (before,) = add(db, old)
    with db.atomic():
        after = Index(db).replace(old, new)
        store(db, new, after)
    assert after < before
    assert found(db, "body_key: socialnämnd") == [after]
    months = db.execute("select month, docs, words from months").fetchall()
    assert months == [("2020-01", 1, 8)]
    assert check_index(db) == ()


def test_a_changed_author_leaves_the_words_alone(db: Database) -> None:
    old, new = doc(), doc(author="Bo")
    (id_,) = add(db, old)
    segments = db.execute("select count(*), max(id) from docs_fts_data").fetchone()
    with db.atomic():
        assert Index(db).replace(old, new) == id_
        store(db, new, id_)
    assert db.execute("select author from docs").fetchall() == [("Bo",)]
    assert (
        segments == db.execute("select count(*), max(id) from docs_fts_data").fetchone()
    )
    assert check_index(db) == ()


def test_an_unchanged_document_writes_nothing(db: Database) -> None:
    add(db, doc())
    before = db.conn.total_changes
    with db.atomic():
        Index(db).replace(doc(), doc())
    assert db.conn.total_changes == before


def test_a_removed_document_leaves_no_word(db: Database) -> None:
    add(db, doc())
    with db.atomic():
        Index(db).remove(doc())
    store(db, doc(), None)
    assert vocab(db) == {}
    assert found(db, "body_key: socialnämnd") == []
    assert db.execute("select count(*) from months").fetchone() == (0,)
    assert check_index(db) == ()


def test_removing_what_is_not_indexed_is_an_error(db: Database) -> None:
    with pytest.raises(ArchiveError, match="'b-9'"):
        Index(db).remove(doc("b-9"))


def test_a_rolled_back_batch_leaves_no_count(db: Database) -> None:
    index = Index(db)

    def fail() -> None:
        with db.atomic(), index:
            index.add(doc())
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with db.atomic(), index:
        id_ = index.add(doc("b-2", title="", text="skola"))
    store(db, doc("b-2", title="", text="skola"), id_)
    assert list(vocab(db)) == ["skola"]
    assert check_index(db) == ()


def test_an_index_with_other_keys_is_refused_until_it_is_rebuilt(
    db: Database,
) -> None:
    add(db, doc(), doc("b-2", title="", text="barnen 🤔 q\u0303 ½"))
    before = vocab(db)
    db.execute("update meta set value = 'old' where key = 'key_version'")
    db.execute("update vocab set key = 'x'")
    with pytest.raises(ArchiveError, match=r"found old; it must be rebuilt"):
        Index(db)
    assert check_index(db)[0].startswith("search index: made with keys of version old")
    assert rebuild_index(db) == 2
    assert vocab(db) == before
    assert check_index(db) == ()


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("update posts set text = text || ' extra'", "b-1: expected 8"),
        ("update posts set author = 'X'", "b-1: its document says"),
        ("update vocab set df = df + 1 where term = 'får'", "vocab: expected"),
        ("delete from vocab where term = 'får'", "vocab: expected"),
        ("update months set words = 0", "months: expected"),
        ("update posts set doc = null", "document without an item"),
        ("delete from docs", "b-1: it has no document"),
        (
            "insert into docs_fts(docs_fts, rowid, title, body, title_key, body_key)"
            " select 'delete', id, title, body, 'nämnd', body from docs_text",
            "docs_fts",
        ),
        ("update posts set text = 'helt andra ord här ja åtta stycken nu'", "docs_fts"),
    ],
)
def test_damage_is_found(db: Database, damage: str, problem: str) -> None:
    add(db, doc())
    assert check_index(db) == ()
    db.execute(damage)
    assert any(problem in found for found in check_index(db))


def test_what_comes_and_goes_within_a_block_is_written_once_in_order_of_time(
    db: Database,
) -> None:
    days = [f"2023-05-{day:02}T12:05:00Z" for day in range(28, 0, -1)]
    docs = [doc(f"b-{n}", published=at) for n, at in enumerate(days)]
    edited = replace(docs[3], text="Skolan får en ny rektor.")
    with db.atomic(), Index(db) as index:
        ids = [index.add(one) for one in docs]
        assert index.replace(docs[3], edited) == ids[3]
        index.remove(docs[5])
        with index:
            index.remove(docs[6])
        assert found(db, "rektor") == []  # the outermost block writes
    docs[3] = edited
    for one, id_ in zip(docs, ids, strict=True):
        if one not in (docs[5], docs[6]):
            store(db, one, id_)
    assert found(db, "rektor") == [ids[3]]
    assert vocab(db)["socialnämnden"][1:] == (25, 25)
    assert check_index(db) == ()
    (parts,) = db.execute("select count(distinct segid) from docs_fts_idx").fetchone()
    assert parts == 1, "ids that do not ascend make a part each"
