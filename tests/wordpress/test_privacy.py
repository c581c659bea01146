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

from tests.site.conftest import Site

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
KIND = re.compile(r"(/en)?/[^/?.]*(/[^/?.]*(?=/))?")
"""Of a page of the site: the first part of its path; for tables the first two."""
NUMBERS = re.compile(r"[0-9a-f]{32,64}|\d{1,3}(?:\.\d{1,3}){3}")
PATTERNS = {
    "e-mail address": r"[\w.+-]@[\w-]+\.\w|\.invalid",
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
    # Addresses are found as such, hashes and IP numbers looked up: thousands of words
    # in one expression take minutes.
    plain = {s for s in secrets if "@" not in s and not NUMBERS.fullmatch(s)}
    known = re.compile("|".join(map(re.escape, plain)))
    kinds = {kind: re.compile(p, re.IGNORECASE) for kind, p in PATTERNS.items()}
    found = []
    for where, text in texts:
        folded = text.casefold()
        if "falsk-kommentar" in folded:  # a post that quotes WordPress's own markup
            folded = folded.replace("?replytocom", "")
        hits = {hit[0] for hit in known.finditer(folded)}
        for secret in hits | (secrets & set(NUMBERS.findall(folded))):
            found.append(f"{where}: {secret} in {text[:200]!r}")
        for kind, pattern in kinds.items():
            if hit := pattern.search(folded):
                found.append(f"{where}: {kind} {hit[0]!r} in {text[:200]!r}")
    return found


def test_nothing_private_is_in_any_table(
    reading: tuple[str, Scraped, set[str]],
) -> None:
    _, scraped, secrets = reading
    assert len(secrets) > 100
    mail = re.compile(PATTERNS["e-mail address"])
    assert all(mail.search(secret) for secret in secrets if "@" in secret)
    texts = list(every_text(scraped.path))
    assert len(texts) > 10_000
    assert {where.partition(".")[0] for where, _ in texts} >= {"posts", "bodies"}
    assert findings(texts, secrets) == []


def test_nothing_private_is_served(reading: tuple[str, Scraped, set[str]]) -> None:
    """Every page that links lead to, and every table as JSON and as CSV."""
    how, scraped, secrets = reading
    if how != "html-vk":
        return  # what is stored is tested of all
    site = Site(scraped.path)
    try:
        served = dict(pages_of(site))
        tables = site.get("/corpus.json").json()["tables"]
        for table in (table for table in tables if not table["hidden"]):
            for end in ("json", "csv"):
                path = f"/corpus/{table['name']}.{end}?_size=max"
                served[path] = site.get(path).text
    finally:
        site.close()
    assert sum("Skriv till [e-postadress]" in text for text in served.values()) > 5
    assert len(served) > 100
    assert findings(served.items(), secrets) == []


def pages_of(site: Site) -> Iterator[tuple[str, str]]:
    """(address, headers and text) of every post's page and one of each other kind."""
    queue, seen = ["/", "/sok?q=adress", "/flode.atom"], {""}
    while queue:
        path = queue.pop(0)
        kind = re.fullmatch(r"/inlagg/[^?.]*", path) or KIND.match(path)
        if kind is None or kind[0] in seen:
            continue
        seen.add(kind[0])
        answer = site.get(path, follow_redirects=True)
        if answer.status_code == 200:
            yield path, f"{answer.headers}\n{answer.text}"
            links = re.findall(r'href="(/(?!-/|static)[^"#]*)', answer.text)
            queue += [link.replace("&amp;", "&") for link in links]


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
