"""The codebook says what the schema has, in the words that the site shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scraper.export.codebook import as_html, as_markdown, describe, load
from scraper.export.resources import INTERNAL, RESOURCES, SELECTED
from scraper.store.corpus import open_corpus

METADATA = Path(__file__).parents[2] / "metadata.yml"
TABLES: dict[str, dict[str, Any]] = {
    name: table
    for name, table in yaml.safe_load(METADATA.read_text("utf-8"))["databases"][
        "corpus"
    ]["tables"].items()
    if not table.get("hidden")
}
TODO = "write both languages into scraper/export/codebook.toml"


@pytest.mark.parametrize("name", TABLES)
def test_the_codebook_and_the_site_say_the_same(name: str) -> None:
    site, book = TABLES[name], load()[name]
    described = site.get("description") or site["title"]
    assert " ".join(described.split()) == book["sv"], TODO
    columns = {key: " ".join(text.split()) for key, text in site["columns"].items()}
    assert columns == {key: text["sv"] for key, text in book["columns"].items()}, TODO
    assert all(text["en"].strip() for text in (book, *book["columns"].values()))


def test_the_codebook_describes_the_schema_and_nothing_else() -> None:
    db = open_corpus(None)
    assert set(load()) == {*TABLES, "package"}
    for name in TABLES:
        found = [row["name"] for row in db.query(f"pragma table_info([{name}])")]
        assert list(load()[name]["columns"]) == found
    assert list(load()["package"]["columns"]) == [SELECTED]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_a_package_has_every_column_but_internal_ones(resource: Any) -> None:
    db = open_corpus(None)
    table = resource.table
    found = [row["name"] for row in db.query(f"pragma table_info([{table}])")]
    kept = [name for name in found if name not in INTERNAL.get(table, ())]
    assert [name for name in resource.names if name != SELECTED] == kept
    assert all(describe(resource.name, name).en for name in resource.names)


def test_people_read_it_as_markdown_and_html() -> None:
    text = as_markdown(RESOURCES, title="T & U")
    line = describe("comments", "parent")
    assert f"| `parent` | string, → comments.id | {line.en} | {line.sv} |" in text
    page = as_html(RESOURCES, title="T & U")
    assert "<h1>Codebook: T &amp; U</h1>" in page
    assert "string, → comments.id" in page
    assert "http" not in page
