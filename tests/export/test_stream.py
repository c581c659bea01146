"""A search's hits as one file, for the site."""

from __future__ import annotations

import csv
import io
import json

import pytest

from scraper.export.stream import COLUMNS, stream
from tests.export.conftest import ODD, Archive
from tests.factory import make_comment, make_post


@pytest.mark.parametrize(
    "query", ["rad OR visselblåsare", "typ:kommentar", "finnsinte"]
)
def test_csv_and_lines_hold_the_same_hits(archive: Archive, query: str) -> None:
    lines = "".join(stream(archive.path, query, "jsonl")).split("\n")[:-1]
    table = "".join(stream(archive.path, query, "csv"))
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert rows == [
        {key: value or "" for key, value in json.loads(line).items()} for line in lines
    ]
    assert table.startswith(",".join(COLUMNS) + "\r\n")


def test_hits_carry_their_post_and_come_in_order(archive: Archive) -> None:
    lines = "".join(stream(archive.path, "rad OR visselblåsare", "jsonl")).split("\n")
    first, second = map(json.loads, lines[:-1])
    assert (first["id"], first["kind"], first["post"]) == ("24h-9", "post", "24h-9")
    assert (second["id"], second["post"]) == ("anna-c2", "anna-7")
    assert (second["title"], second["text"]) == ("Snön är borta", ODD)


def test_no_hit_is_cut(empty: Archive) -> None:
    comments = [make_comment(n, position=n, text=f"snö {n}") for n in range(1, 1200)]
    empty.read(make_post(7), *comments)
    lines = "".join(stream(empty.path, "snö typ:kommentar", "jsonl")).split("\n")[:-1]
    assert [json.loads(line)["id"] for line in lines] == [c.id for c in comments]
