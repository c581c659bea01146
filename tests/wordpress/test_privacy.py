"""What is private stays out of corpus.db, wherever WordPress prints it."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from . import WordPress
from .archive import SECTION, Scraped, scrape
from .site import Theme

pytestmark = pytest.mark.wordpress

BLOGS = ("alfa", "beta", SECTION)
READINGS: dict[str, Theme] = {
    "rest": "twentytwentyone",
    "html-vk": "vk",
    "html-block": "twentytwentythree",
    "html-unknown": "okand",
}
PATTERNS = {
    "e-mail address": r"[\w.+-]+@[\w-]+\.\w|\.invalid",
    "personal number": r"\b(19|20)?(121212|701063)[-+]?(1212|2391)\b",
    "telephone number": r"(\b070|\+46 ?70|\b08\)?|\b0980|\b040)[- ]?(174|465|319|628)",
    "avatar": r"gravatar|\bavatar\b",
    "a hash as of an e-mail address": r"\b[0-9a-f]{32}\b",
    "class that holds a login": r"comment-author-|-inlogg",
    "cookie": r"wordpress_logged_in|wp-settings-|comment_author_|set-cookie",
    "reply link": r"https?://\S*replytocom|moderation-hash",
}


def every_text(path: Path) -> Iterator[tuple[str, str]]:
    """(table.column, text) of each text in each table, the search index's too."""
    with closing(sqlite3.connect(path)) as db:
        names = [
            n
            for (n,) in db.execute(
                "select name from sqlite_master where type = 'table'"
            )
        ]
        for name in names:
            rows = db.execute(f"select * from {name!r}")  # noqa: S608 (our tables)
            columns = [column[0] for column in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, bytes):
                        value = value.decode("utf-8", "replace")
                    if isinstance(value, str):
                        yield f"{name}.{column}", value
        for index in [n for n in names if n.endswith("_fts")]:
            made = "create virtual table temp.words using fts5vocab"
            db.execute(f"{made}('main', {index!r}, 'row')")
            for (term,) in db.execute("select term from temp.words"):
                yield f"{index} vocabulary", term
            db.execute("drop table temp.words")


def secrets_of(wp: WordPress) -> set[str]:
    """Every address, its hashes, every IP number and login of the whole site."""
    found: set[str] = set()
    for blog in ("alfa", "beta", "main"):
        truth = wp.truth(blog)
        addresses = {user["user_email"] for user in truth["users"]}
        addresses |= {c["comment_author_email"] for c in truth["comments"]}
        for address in addresses - {""}:
            plain = address.strip().lower().encode()
            found |= {address, hashlib.md5(plain).hexdigest()}
            found.add(hashlib.sha256(plain).hexdigest())
        found |= {user["user_login"] for user in truth["users"]}
        found |= {c["comment_author_IP"] for c in truth["comments"]}
    return {secret.casefold() for secret in found - {""}}


@pytest.fixture(scope="module", params=READINGS)
def reading(
    request: pytest.FixtureRequest,
    wordpress: WordPress,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, Scraped, set[str]]:
    """(how it was read, archive, secrets) of all blogs."""
    wordpress.reset()
    wordpress.mode(theme=READINGS[request.param])
    folder = tmp_path_factory.mktemp("privacy")
    route = request.param.partition("-")[0]
    done = scrape(wordpress, folder, route=route, blogs=BLOGS)
    assert done.db.table("comments").count > 500
    return request.param, done, secrets_of(wordpress)


def findings(texts: Iterable[tuple[str, str]], secrets: set[str]) -> list[str]:
    known = re.compile("|".join(map(re.escape, secrets)))
    kinds = {kind: re.compile(p, re.IGNORECASE) for kind, p in PATTERNS.items()}
    found = []
    for where, text in texts:
        folded = text.casefold()
        if "falsk-kommentar" in folded:  # a post that quotes WordPress's own markup
            folded = folded.replace("?replytocom", "")
        if hit := known.search(folded):
            found.append(f"{where}: {hit[0]} in {text[:200]!r}")
        for kind, pattern in kinds.items():
            if hit := pattern.search(folded):
                found.append(f"{where}: {kind} {hit[0]!r} in {text[:200]!r}")
    return found


def test_nothing_private_is_in_any_table(
    reading: tuple[str, Scraped, set[str]],
) -> None:
    _, scraped, secrets = reading
    assert len(secrets) > 100
    texts = list(every_text(scraped.path))
    assert len(texts) > 10_000
    assert {where.partition(".")[0] for where, _ in texts} >= {"posts", "bodies"}
    assert findings(texts, secrets) == []


def test_what_looks_private_and_is_not_stays(
    reading: tuple[str, Scraped, set[str]],
) -> None:
    _, scraped, _ = reading
    sql = "select text from posts where text like '%Inte hemligt%'"
    (row,) = scraped.db.query(sql)
    for plain in ("2021-10-31", "SON 2021-1204", "12 500 000", "1 204 miljoner"):
        assert plain in row["text"]
    assert "[e-postadress]" in row["text"]
    assert "[telefonnummer]" in row["text"]


def test_what_was_masked_is_counted(reading: tuple[str, Scraped, set[str]]) -> None:
    _, scraped, _ = reading
    assert scraped.reports["alfa"].counts["masked"] >= 30
    assert scraped.reports["beta"].counts["masked"] == 0


def test_captures_are_for_their_owner_only(
    reading: tuple[str, Scraped, set[str]],
) -> None:
    _, scraped, _ = reading
    for path in scraped.folder.glob("captures.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_no_hash_crosses_the_wire_by_rest(
    reading: tuple[str, Scraped, set[str]],
) -> None:
    how, scraped, secrets = reading
    purposes = ("rest-root", "rest-terms", "rest-posts", "rest-comments")
    bodies = [body for purpose in purposes for body in scraped.bodies(purpose)]
    if how != "rest":
        assert not bodies
        return
    assert len(bodies) > 15
    # Whoever writes an address into a text shows it; the rest nobody wrote.
    hidden = {s for s in secrets if re.fullmatch("[0-9a-f]{32,64}|[0-9.]+", s)}
    known = re.compile("|".join(map(re.escape, hidden | {"-inlogg", "author_avatar"})))
    for body in bodies:
        hit = known.search(body.decode().casefold())
        assert hit is None, body[max(0, hit.start() - 100) : hit.end()]


def test_masking_can_be_switched_off_and_that_is_said(
    wordpress: WordPress, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wordpress.reset()
    open_ = scrape(
        wordpress,
        tmp_path,
        route="rest",
        blogs=("alfa",),
        extra={"alfa": "mask = false"},
    )
    (row,) = open_.db.query("select text from posts where text like '%Inte hemligt%'")
    assert "berit.kvarnholm@hemligt.invalid" in row["text"]
    assert open_.reports["alfa"].counts["masked"] == 0
    issues = [row["message"] for row in open_.db.table("issues").rows]
    assert any("mask = false" in message for message in issues)
    assert not re.search("gravatar|-inlogg|[0-9a-f]{32}", row["text"])
