"""Pseudonyms: no commenter's name is left but those on the review list."""

from __future__ import annotations

import csv
import json
import os
import re
import stat
from pathlib import Path

import pyarrow.parquet
import pytest

from scraper.config import config_from_text
from scraper.errors import InputError
from scraper.export import FORMATS, Options, export_package
from scraper.model import Link
from scraper.pseudonyms.names import Names, Words, beginnings_of, collect, weigh
from scraper.pseudonyms.replace import replace_names
from scraper.run.archive import open_archive
from scraper.run.importing import import_files
from tests.export.conftest import NOW, Archive
from tests.export.reading import from_jsonl, resource
from tests.factory import make_comment, make_post

SEEDS = os.environ.get("DEBATTARKIV_SEEDS")
PEOPLE = ("Anna Ask", "Britt Bure")


def export(path: Path, *, name: str = "package", **options: object) -> Path:
    target = path.parent / name
    defaults = {"formats": ("jsonl",), "key": path.with_name("pseudonyms.key")}
    chosen = Options(**{**defaults, **options})  # type: ignore[arg-type]
    return export_package(path, target, chosen, now=NOW, people=PEOPLE).path


def decoded(package: Path) -> dict[str, str]:
    """Every file of a package as text, with its name."""
    found = {}
    for path in package.rglob("*"):
        if path.suffix == ".parquet":
            text = str(pyarrow.parquet.ParquetFile(path).read().to_pylist())
        elif path.is_file():
            text = path.read_text("utf-8")
        else:
            continue
        name = path.relative_to(package).as_posix()
        found[name] = f"{name}\n{text}"
    return found


def listed(package: Path) -> set[str]:
    path = package.with_name(f"{package.name}.review.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["name"] for row in rows if not row["why"].startswith("replaced")}


def left(package: Path, commenters: set[str]) -> set[tuple[str, str]]:
    """(name, file) of every name that stands anywhere as a whole word."""
    return {
        (name, file)
        for name in commenters - listed(package)
        for file, text in decoded(package).items()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    }


def commenters(archive: Archive) -> set[str]:
    sql = "select distinct author from comments where author is not null"
    public = {"Anna Ask", "Bo Ek", "Britt Bure"}
    return {row["author"] for row in archive.db.query(sql)} - public


@pytest.fixture
def talk(empty: Archive) -> Archive:
    """A thread in which people call each other by name in every way."""
    names = {
        1: "Nils Dahlin",
        2: "Emelie (socionomstudent)",
        3: "Anna Ask",
        4: "Björn",
        5: "orolig mamma",
        6: "Anna Persson",
        7: "NILS DAHLIN",
        8: "Britt Bure",
        9: "Medborgare",
    }
    texts = {
        1: "Hej Björn! Björns fråga är bra. Det sa Björn. Björn sover.",
        2: "Svar på kommentar från Nils Dahlin 12 feb 2024\nDahlins ord, sa Nils.",
        3: "Tack Emelie (socionomstudent), hälsar Anna Ask.",
        4: "Svar till orolig mamma: en orolig mamma har rätt. Britt Bure vet.",
        5: "Anna, du glömmer Persson. En medborgare frågar. Medborgare vet.",
        6: "Björn och björn i skogen, per styck.",
        7: "anna persson skrev i små bokstäver",
        8: "Jag är offentlig.",
        9: "medborgare, medborgare",
    }
    comments = [
        make_comment(n, author=names[n], text=texts[n], position=n) for n in names
    ]
    empty.run(1)
    empty.read(make_post(7, text="Nils Dahlin skrev till mig. Hej Nils!"), *comments)
    empty.topic("Persson", "anna-c5")
    return empty


@pytest.mark.slow
def test_names_are_replaced_where_they_stand(talk: Archive) -> None:
    package = export(talk.path)
    rows = from_jsonl(package, resource("comments"))
    by = dict(zip(range(1, 10), rows, strict=True))
    said = {n: row["author"] for n, row in by.items()}
    assert re.fullmatch(r"P[0-9a-f]{12}", said[1])
    assert said[1] == said[7]  # one name, whatever its case
    assert (said[3], said[8]) == ("Anna Ask", "Britt Bure")
    assert len({said[n] for n in (1, 2, 4, 5, 6, 9)}) == 6
    text = {n: row["text"] for n, row in by.items()}
    assert text[1] == (
        f"Hej {said[4]}! Björns fråga är bra. Det sa {said[4]}. Björn sover."
    )
    assert text[2] == (
        f"Svar på kommentar från {said[1]} 12 feb 2024\n{said[1]}s ord, sa {said[1]}."
    )
    assert text[3] == f"Tack {said[2]}, hälsar Anna Ask."
    assert text[4].startswith(f"Svar till {said[5]}: ")
    assert text[4].endswith("Britt Bure vet.")
    assert text[5] == (
        f"Anna, du glömmer {said[6]}. En medborgare frågar. Medborgare vet."
    )
    assert text[7] == f"{said[6]} skrev i små bokstäver"
    (post,) = from_jsonl(package, resource("posts"))
    assert post["text"] == f"{said[1]} skrev till mig. Hej {said[1]}!"
    assert post["author"] == "Anna Ask"


@pytest.mark.slow
def test_only_names_on_the_review_list_are_left(talk: Archive) -> None:
    package = export(talk.path, formats=FORMATS)
    assert left(package, commenters(talk)) == set()
    assert listed(package) >= {"Björn", "Anna", "Medborgare"}
    assert "Nils Dahlin" not in listed(package)
    review = package.with_name("package.review.csv")
    assert stat.S_IMODE(review.stat().st_mode) == 0o600
    assert "verbatim" in (package / "PSEUDONYMS.md").read_text("utf-8")


def test_what_leads_back_is_dropped_or_replaced(talk: Archive) -> None:
    package = export(talk.path)
    (first, *_) = from_jsonl(package, resource("comments"))
    dropped = {"url", "author_url", "native_id", "digest", "capture"}
    assert not dropped & set(first)
    assert re.fullmatch(r"anna-k[0-9a-f]{12}", first["id"])
    (topic,) = from_jsonl(package, resource("item_topics"))
    assert topic["item"] in {r["id"] for r in from_jsonl(package, resource("comments"))}
    for text in decoded(package).values():
        assert not re.search(r"anna-c\d|sha256:first|#comment-", text)


def test_the_same_key_gives_the_same_pseudonyms(talk: Archive) -> None:
    one = from_jsonl(export(talk.path, name="a"), resource("comments"))
    talk.read(make_post(8), make_comment(20, post="anna-8", author="Nils Dahlin"))
    two = from_jsonl(export(talk.path, name="b"), resource("comments"))
    assert two[: len(one)] == one
    assert two[-1]["author"] == one[0]["author"]
    other = talk.path.with_name("other.key")
    three = from_jsonl(export(talk.path, name="c", key=other), resource("comments"))
    assert three[0]["author"] != one[0]["author"]
    assert three[0]["id"] != one[0]["id"]


def test_words_to_keep_are_kept(talk: Archive) -> None:
    package = export(talk.path, keep=("Björn",))
    (first, *_) = from_jsonl(package, resource("comments"))
    assert first["text"].startswith("Hej Björn!")


def test_a_name_in_the_query_is_replaced_too(talk: Archive) -> None:
    package = export(talk.path, query='av:"Nils Dahlin"')
    manifest = json.loads((package / "manifest.json").read_text("utf-8"))
    assert re.fullmatch(r'av:"P[0-9a-f]{12}"', manifest["selection"]["query"])
    assert left(package, commenters(talk)) == set()


def test_the_key_is_for_its_owner_only_and_outside(talk: Archive) -> None:
    key = talk.path.with_name("pseudonyms.key")
    package = export(talk.path, formats=("csv",))
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    secret = key.read_text("ascii").strip()
    assert not any(secret in text for text in decoded(package).values())
    key.chmod(0o644)
    with pytest.raises(InputError, match="only its owner can read, its mode is 0644"):
        export(talk.path, name="b")
    with pytest.raises(InputError, match="expected a key outside the package"):
        export(talk.path, name="b", key=talk.path.parent / "b" / "key")
    with pytest.raises(InputError, match="expected a key outside packages and snap"):
        export(talk.path, name="b", key=package / "key")
    key.chmod(0o600)
    key.write_text("short", "ascii")
    with pytest.raises(InputError, match="expected 32 bytes in hexadecimal"):
        export(talk.path, name="b")


def test_a_first_name_of_several_is_nobodys(empty: Archive) -> None:
    empty.read(
        make_post(7),
        make_comment(1, author="Ylva Dahl", text="Hej!"),
        make_comment(2, author="Ylva Norén", text="Det sa Ylva i går.", position=1),
    )
    empty.read(
        make_post(8),
        make_comment(3, post="anna-8", author="Ylva Dahl", text="Det sa Ylva i går."),
    )
    rows = from_jsonl(export(empty.path), resource("comments"))
    assert rows[1]["text"] == "Det sa [namn] i går."
    assert rows[2]["text"] == f"Det sa {rows[0]['author']} i går."


def test_links_to_comments_and_with_names_are_cut(empty: Archive) -> None:
    urls = [
        "https://blogg.example/anna/7/#comment-12",
        "https://social.example/nils.dahlin/",
        "https://news.example/a/b",
    ]
    links = tuple(Link(url=url, text="här") for url in urls)
    empty.read(make_post(7), make_comment(1, author="Nils Dahlin", links=links))
    rows = from_jsonl(export(empty.path), resource("links"))
    assert [row["url"] for row in rows] == [
        "https://blogg.example/",
        "https://social.example/",
        "https://news.example/a/b",
    ]


def test_a_common_word_is_no_name_until_someone_is_addressed() -> None:
    names = Names(
        owners={("anställd",): {"anställd"}},
        written={("anställd",): {"Anställd"}},
        cores={("anställd",): {"Anställd"}},
        by_first={"anställd": (("anställd",),)},
        beginnings=beginnings_of(["anställd"]),
    )
    weigh(names, ["en anställd och en anställd", "Anställd"])
    doubts: list[str] = []

    def stand(name: Words) -> str:
        return "P1"

    text = "Hej Anställd! Du är Anställd som anställd."
    found = replace_names(
        text, names, stand=stand, doubt=lambda word, why, around: doubts.append(word)
    )
    assert found == "Hej P1! Du är Anställd som anställd."
    assert doubts == ["Anställd"]


def test_office_holders_of_the_archive_stay(empty: Archive) -> None:
    empty.db.table("topics").insert(
        {
            "id": "p",
            "kind": "person",
            "title": "Ida Ros",
            "rule": '"Ida Ros" OR "Ida Roos"',
        }
    )
    names = collect(empty.db.conn, people=["Per Alm"])
    assert {("ida", "ros"), ("ida", "roos"), ("per", "alm")} <= names.public


@pytest.mark.slow
@pytest.mark.skipif(SEEDS is None, reason="DEBATTARKIV_SEEDS names no folder")
def test_over_the_saved_pages_no_commenter_is_left(tmp_path: Path) -> None:
    config = config_from_text(
        '[sources.janhagglund]\nhome = "https://blogg.vk.se/janhagglund/"\n'
        'platform = "wordpress"\nowner = "Jan Hägglund"\n'
    )
    path = tmp_path / "corpus.db"
    with open_archive(path, tmp_path / "captures.db") as archive:
        files = sorted(Path(SEEDS or "").glob("*.txt"))
        import_files(archive, config, config.sources["janhagglund"], files)
        sql = "select distinct author from comments where author is not null"
        authors = {row["author"] for row in archive.db.query(sql)} - {"Jan Hägglund"}
    package = export(path, formats=FORMATS)
    assert len(authors) > 10
    assert left(package, authors) == set()
    posts = from_jsonl(package, resource("posts"))
    assert {post["author"] for post in posts} <= {"Jan Hägglund", None}
