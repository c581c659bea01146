"""A comment of a real WordPress is forgotten: it is nowhere, and nothing returns it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from scraper.captures import Captures
from scraper.forget.show import show
from scraper.replay.rebuild import replay
from scraper.replay.verify import verify
from scraper.run.archive import open_archive
from scraper.run.importing import import_files
from scraper.store.corpus import open_corpus
from scraper.swedish.keys import key_of
from tests.served import get, pages, served
from tests.takedown import (
    hand_on,
    left,
    lone_words,
    readable,
    told,
    unpacked,
    without_tags,
)

from . import WordPress
from .archive import config_of, scrape, sources_of
from .template import HERE

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
BLOG = "beta"
EDITED = (
    "Tranbärsplockerskan ångrar sig: gäddryssjorna var nog bara drivtimmer i dimman. "
    'Stryk <a href="https://kvarnryktet.example/gaddryssjor">skvallerspalten</a>.'
)
ROUTES = ("rest", "html")
SHOWN = {
    *("/sok", "/sok.atom", "/sok.csv", "/sok.jsonl", "/konkordans"),
    *(
        "/historik",
        "/corpus/comments.json",
        "/corpus/vocab.json",
        "/corpus/links.json",
    ),
}
"""Where the words stand at first, among other pages."""
Found = list[tuple[object, ...]]


@dataclass
class Archive:
    """One archive of the blog, by one route at a time."""

    wp: WordPress
    folder: Path

    @property
    def db(self) -> Path:
        return self.folder / "corpus.db"

    @property
    def captures(self) -> Path:
        return self.folder / "captures.db"

    def scrape(self, route: str) -> None:
        """Everything is read."""
        done = scrape(self.wp, self.folder, route=route, blogs=(BLOG,), full=True)
        done.db.close()
        assert done.report.exit_code == 0, done.report

    def command(self, *words: object) -> str:
        """What a command of the archive prints."""
        done = subprocess.run(
            [str(word) for word in words],
            env=self.env(),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add(self, file: Path, url: str | None = None) -> None:
        """A file is imported."""
        config = config_of(self.wp, blogs=(BLOG,))
        with open_archive(self.db, self.captures) as archive:
            done = import_files(archive, config, config.sources[BLOG], [file], url=url)
        assert done.exit_code == 0, done

    def debattarkiv(self, *words: object) -> str:
        return self.command(sys.executable, "-m", "scraper.cli", *words)

    def env(self) -> dict[str, str]:
        program = self.folder / "program.sh"
        program.write_text(f'#!/bin/sh\n{sys.executable} -m scraper.cli "$@"\n')
        program.chmod(0o755)
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHON": sys.executable,
            "DEBATTARKIV": str(program),
            "DEBATTARKIV_DB": str(self.db),
            "DEBATTARKIV_CAPTURES": str(self.captures),
            "DEBATTARKIV_SOURCES": str(self.folder / "sources.toml"),
            "DEBATTARKIV_LEASES": str(self.folder / "leases"),
        }

    def rows(self, sql: str, *values: object) -> Found:
        with closing(sqlite3.connect(self.db)) as db:
            return db.execute(sql, values).fetchall()

    def others(self, item: str) -> Found:
        """What every other item says, but for quotations and places in the thread."""
        return self.rows(
            """
            select id, url, title, author, published, text, digest from posts
            where id <> ?1 and text not like '%gäddryss%' and text not like '%[rader%'
            union all
            select id, url, '', author, published, text, '' from comments
            where id <> ?1 order by 1
            """,
            item,
        )


def queries() -> list[str]:
    """Searches that would bring an erased word up without naming it."""
    found = ["utredas", "timmer"]  # a reply's word; the end of an erased one
    for word in ("tranbärsplockerskan", "gäddryssjorna"):
        found += [word[:-1] + "q", word[:-2] + "*", f"*{word[2:-2]}*"]
    return found


@pytest.mark.parametrize("route", ROUTES)
def test_forgotten_comment_is_nowhere_and_nothing_brings_it_back(
    fresh_wordpress: WordPress, tmp_path: Path, route: str
) -> None:
    wp = fresh_wordpress
    archive = Archive(wp, tmp_path / "archive")
    archive.scrape(route)
    n = json.loads(wp.php(HERE / "php/takedown.php", blog=BLOG))
    archive.scrape(route)
    url = wp.php("echo get_permalink( (int) $args[0] );", str(n["quay"]), blog=BLOG)
    page, export = tmp_path / "sida.html", tmp_path / "export.xml"
    with urlopen(url, timeout=20) as answer:
        page.write_bytes(answer.read())
    export.write_text(wp.php(HERE / "php/export.php", blog=BLOG), "utf-8")
    text = sources_of(wp, route=route, blogs=(BLOG,))
    (archive.folder / "sources.toml").write_text(text, "utf-8")
    ((before_edit,),) = archive.rows(
        "select text from comments where native_id = ?", n["first"]
    )
    edit = "wp_update_comment( array( 'comment_ID' => (int) $args[0], "
    edit += "'comment_content' => $args[1] ) );"
    wp.php(edit, str(n["first"]), EDITED, blog=BLOG)
    archive.scrape(route)

    item = f"{BLOG}-c{n['first']}"
    texts = [str(before_edit), without_tags(EDITED)]
    lone = lone_words(archive.folder, [item])
    lone |= {"gäddryssjorna", "kvarnrännan", "hamnfogden", "gaddryssjor"}
    lone |= {"fjällvråk", "ansgerd", "fjallvraksboet", "kvarnryktet"}
    lone = {word for word in lone if key_of(word) != "kvarn"}
    asked = queries()
    copies = tmp_path / "copies"
    copy = archive.command(
        ROOT / "scripts/schedule/backup", archive.folder, copies
    ).strip()
    assert left(archive.folder, texts, lone)
    with served(archive.db) as address:
        shown = told(pages(address, archive.db, asked), texts, lone)
        assert get(f"{address}/kommentar/{item}")[0] in (200, 301, 302)
    where = {line.partition(":")[0].partition("?")[0] for line in shown}
    assert where >= SHOWN
    before = archive.others(item)

    archive.debattarkiv(
        "forget", "--comment", item, "--quotations", "--yes", "--reason", "begäran"
    )

    def is_gone(what: str) -> None:
        assert left(archive.folder, texts, lone) == [], what
        found = archive.rows("select count(*) from comments where id = ?", item)
        assert found == [(0,)], what

    is_gone("at once")
    assert verify(archive.db, archive.captures) == ()
    assert archive.others(item) == before
    kept_proof(archive, n)
    with served(archive.db) as address:
        assert told(pages(address, archive.db, asked), texts, lone) == []
        assert get(f"{address}/kommentar/{item}")[0] == 410
        for word in sorted(lone):
            answer = get(f"{address}/sok.jsonl?q={quote(word)}")
            assert answer == (200, "")
    made = tmp_path / "made"
    hand_on(archive.folder, made)
    files = [(str(path), unpacked(path)) for path in made.rglob("*")]
    assert told(files, texts, lone) == []

    archive.scrape(route)
    is_gone("a full scrape by the same route")
    assert archive.others(item) == before
    replay(archive.db, archive.captures)
    is_gone("a replay")
    archive.add(page, url)
    is_gone("an import of the page")
    archive.add(export)
    is_gone("an import of the blog's export")
    archive.scrape(next(other for other in ROUTES if other != route))
    is_gone("a full scrape by the other route")
    assert verify(archive.db, archive.captures) == ()

    archive.command(ROOT / "scripts/schedule/restore", copy, archive.folder)
    for aside in archive.folder.glob("before-*"):
        shutil.rmtree(aside)
    is_gone("a restored backup")  # `restore` verifies
    assert archive.others(item) == before


def kept_proof(archive: Archive, n: dict[str, int]) -> None:
    """Neighbours are shown by the cut captures still; its replies stand alone."""
    place = "select parent, orphan from comments where native_id = ?"
    assert archive.rows(place, n["reply"]) == [(None, 0)]
    assert archive.rows(place, n["nested"]) == [(f"{BLOG}-c{n['reply']}", 0)]
    db = open_corpus(archive.db, create=False)
    with Captures(archive.captures, create=False) as captures:
        for name in ("reply", "nested", "beside"):
            found = show(db, captures, f"{BLOG}-c{n[name]}", removed=False)
            digest = str(found.row["capture"])
            assert digest in [proof.digest for proof in found.proof]
            assert any(proof.received for proof in found.proof), "of the cut capture"
            body = readable(captures.body(digest))
            assert str(found.row["text"]) in body
    db.close()
