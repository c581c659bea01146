"""Atom: keyed on our first sight, no flood, permanent ids."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

from scraper.store.corpus import open_corpus, save_sources
from tests.factory import make_comment, make_post, make_reading
from tests.site.archives import ANNA, save
from tests.site.conftest import Site

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(text: str) -> list[dict[str, str]]:
    return [
        {child.tag.removeprefix(ATOM): child.text or "" for child in entry}
        for entry in ET.fromstring(text).iter(f"{ATOM}entry")
    ]


def blog(path: Path) -> None:
    """Twenty old posts read for the first time; a day later a comment on one."""
    db = open_corpus(path)
    save_sources(db, [ANNA])
    old = [
        make_post(n, title=f"Gammalt {n}", published=datetime(2020, 1, n, tzinfo=UTC))
        for n in range(1, 21)
    ]
    save(db, [make_reading(post) for post in old])
    comment = make_comment(
        5, post="anna-3", text="Något nytt om snö.",
        published=datetime(2024, 3, 2, tzinfo=UTC),
    )  # fmt: skip
    save(db, [make_reading(old[2], [comment], day=1)])
    db.close()


def test_first_scrape_does_not_flood_the_feed(tmp_path: Path) -> None:
    blog(tmp_path / "corpus.db")
    site = Site(tmp_path / "corpus.db")
    found = entries(site.get("/sok.atom").text)
    ids = [entry["id"] for entry in found]
    assert "tag:arkivet.example,2021:kommentar/anna-c5" in ids
    assert "tag:arkivet.example,2021:inlagg/anna-1" not in ids
    site.close()


def test_feed_of_a_search_holds_what_it_finds(tmp_path: Path) -> None:
    blog(tmp_path / "corpus.db")
    site = Site(tmp_path / "corpus.db")
    (entry,) = entries(site.get("/sok.atom?q=nya").text)
    assert entry["title"] == "Läsare 5: Gammalt 3"
    assert "Något nytt om snö." in entry["content"]
    assert entry["updated"] == "2024-03-02T04:00:00Z"
    assert entries(site.get("/sok.atom?q=sommar").text) == []
    site.close()


def test_feed_of_a_thread_holds_its_comments(site: Site) -> None:
    found = entries(site.get("/inlagg/anna-9.atom").text)
    assert len(found) == 50
    assert site.get("/inlagg/anna-404.atom").status_code == 404


def test_history_feed_tells_of_posts_only(site: Site) -> None:
    found = entries(site.get("/historik.atom").text)
    assert [entry["title"] for entry in found] == [
        "Varför ligger snön kvar? (redigerat)",
        "Varför ligger snön kvar? (redigerat)",
    ]


def test_browser_can_search_from_its_address_bar(site: Site) -> None:
    text = site.get("/opensearch.xml").text
    ET.fromstring(text)
    assert 'template="http://arkivet.example/sok?q={searchTerms}"' in text
