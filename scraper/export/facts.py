"""What a reviewer asks of a data set: how much, of when, how complete, from which run.

Read from an archive, whole or as ``temp.chosen`` has it.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from scraper import __version__
from scraper.store.corpus import utc

Facts = dict[str, Any]
"""As ``manifest.json`` has it."""


def gather(db: sqlite3.Connection, *, now: datetime, subset: bool) -> Facts:
    """Everything about the data but the names of files.

    Args:
        now: When the package or snapshot is made (aware).
        subset: Count only what ``temp.chosen`` holds.
    """
    ledger = _ledger(db, subset)
    sources = _sources(db, subset)
    return {
        "version": version_of(now),
        "created": utc(now),
        "software": {"name": "debattarkiv", "version": __version__},
        "schema_version": db.execute("pragma user_version").fetchone()[0],
        "index_version": _meta(db, "key_version"),
        "run": _run(db),
        "period": {
            "first": min((s["first"] for s in sources if s["first"]), default=None),
            "last": max((s["last"] for s in sources if s["last"]), default=None),
        },
        "sources": sources,
        "ledger": ledger,
        "gaps": _gaps(db, ledger, sources, subset),
    }


def version_of(now: datetime) -> str:
    """The version of data made at a time: its day, ``YYYY-MM-DD``, UTC."""
    return utc(now)[:10]


def selected(db: sqlite3.Connection) -> dict[str, int]:
    """How many posts and comments of ``temp.chosen`` were asked for."""
    found = {}
    for table in ("posts", "comments"):
        sql = f"select count(*) from {_of(table, True)} where k.selected"  # noqa: S608
        (found[table],) = db.execute(sql).fetchone()
    return found


def _meta(db: sqlite3.Connection, key: str) -> str | None:
    row = db.execute("select value from meta where key = ?", [key]).fetchone()
    return None if row is None else str(row[0])


def _run(db: sqlite3.Connection) -> Facts | None:
    """The latest run; its chain pins every response fetched so far."""
    row = db.execute(
        """
        select id, finished, outcome, chain from runs
        where chain is not null order by id desc limit 1
        """
    ).fetchone()
    keys = ("id", "finished", "outcome", "chain")
    return None if row is None else dict(zip(keys, row, strict=True))


def _of(table: str, subset: bool) -> str:
    if not subset:
        return f"{table} t"
    return f"temp.chosen k cross join {table} t on t.id = k.item"


def _sources(db: sqlite3.Connection, subset: bool) -> list[Facts]:
    found: dict[str, Facts] = {}
    for name, owner, url, ended, run, good in db.execute(
        """
        select name, owner, home_url, ended, last_run, last_good_run
        from sources order by name
        """
    ):
        found[name] = {
            "name": name,
            "owner": owner,
            "home_url": url,
            "ended": ended,
            "last_run_good": None if run is None else run == good,
            "posts": 0,
            "comments": 0,
            "first": None,
            "last": None,
        }
    for table in ("posts", "comments"):
        sql = f"""
            select t.source, count(*), min(t.date), max(t.date)
            from {_of(table, subset)} group by t.source
            """  # noqa: S608  ours
        for name, count, first, last in db.execute(sql):
            source = found[name]
            source[table] = count
            days = [day for day in (first, source["first"]) if day]
            source["first"] = min(days, default=None)
            days = [day for day in (last, source["last"]) if day]
            source["last"] = max(days, default=None)
    return [s for s in found.values() if not subset or s["posts"] or s["comments"]]


def _ledger(db: sqlite3.Connection, subset: bool) -> dict[str, int]:
    """Sums over the posts that claim a number of comments."""
    row = db.execute(
        f"""
        select count(*), sum(comments_claimed), sum(comments_found),
               sum(comments_explained),
               sum(max(0, comments_claimed - comments_found
                          - coalesce(comments_explained, 0)))
        from {_of("posts", subset)}
        where comments_claimed is not null and comments_found is not null
        """  # noqa: S608  ours
    ).fetchone()
    keys = ("posts", "claimed", "found", "explained", "missing")
    return {key: value or 0 for key, value in zip(keys, row, strict=True)}


def _gaps(
    db: sqlite3.Connection, ledger: dict[str, int], sources: list[Facts], subset: bool
) -> list[str]:
    """Known gaps, one sentence each."""
    gaps = []
    if ledger["missing"]:
        gaps.append(
            f"{ledger['missing']} of {ledger['claimed']} comments that pages claim "
            "are not in the archive (see the table ledger)."
        )
    for table, where, text in _COUNTED:
        sql = f"select count(*) from {_of(table, subset)} where {where}"  # noqa: S608
        (count,) = db.execute(sql).fetchone()
        if count:
            gaps.append(f"{count} {table} {text}")
    for source in sources:
        if source["ended"]:
            gaps.append(f"{source['name']} closed on {source['ended']}.")
        elif source["last_run_good"] is False:
            gaps.append(f"The latest run did not read {source['name']} without errors.")
    (erased,) = db.execute("select coalesce(sum(count), 0) from erasures").fetchone()
    if erased:
        gaps.append(f"{erased} posts or comments were erased on request.")
    return gaps


_COUNTED = (
    ("posts", "t.last_seen is null", "were never read with their whole thread."),
    ("posts", "t.date is null", "have no date."),
    ("posts", "t.withdrawn_at is not null", "are withdrawn; their words are kept."),
    ("comments", "t.date is null", "have no date."),
    (
        "comments",
        "t.withdrawn_at is not null",
        "are withdrawn; their words are kept only where the source makes them public.",
    ),
    ("comments", "t.orphan", "reply to a comment that the blog has hidden."),
    ("comments", "t.author is null and t.withdrawn_at is null", "carry no name."),
)
"""Table, condition, sentence after the number."""
