"""Who comes to the address of something erased is told so; 410, not 404."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.store.corpus import open_corpus
from scraper.tombstones.file import Tombstone, append
from scraper.tombstones.key import Key, open_key
from tests.site.conftest import Site


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.db"
    open_corpus(path).close()
    open_key(tmp_path / "forget.key", create=True)
    return path


def key_of(folder: Path) -> Key:
    return open_key(folder / "forget.key")


def asked(corpus: Path, path: str) -> tuple[int, str]:
    site = Site(corpus)
    answer = site.get(path)
    site.close()
    return answer.status_code, answer.text


def test_address_of_an_erased_comment_or_post_says_so(corpus: Path) -> None:
    folder = corpus.parent
    assert asked(corpus, "/kommentar/anna-c5")[0] == 404
    items = (key_of(folder).item("anna-c5"), key_of(folder).item("anna-7"))
    stone = Tombstone(at="2024-03-01T00:00:00Z", kind="post", count=2, items=items)
    append(folder / "captures.db", stone)
    for path in ("/kommentar/anna-c5", "/inlagg/anna-7"):
        status, text = asked(corpus, path)
        assert (status, "Texten är raderad på begäran" in text) == (410, True)
    assert asked(corpus, "/kommentar/anna-c6")[0] == 404


def test_without_the_key_there_is_only_no_such_page(corpus: Path) -> None:
    folder = corpus.parent
    stone = Tombstone(
        at="", kind="comment", count=1, items=(key_of(folder).item("anna-c5"),)
    )
    append(folder / "captures.db", stone)
    (folder / "forget.key").unlink()
    assert asked(corpus, "/kommentar/anna-c5")[0] == 404
