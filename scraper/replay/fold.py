"""corpus.db is a fold over captures.db: applying the runs it does not hold.

An empty corpus.db that catches up is a replay; there is no second road.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlite_utils import Database

from scraper.apply.applier import PARSER, Applier
from scraper.captures import Captures, Run, chain
from scraper.model import Capture
from scraper.store.corpus import finish_run, save_sources
from scraper.store.seal import seal_logs

log = logging.getLogger(__name__)

OUTCOMES = {0: "done", 3: "failures", 4: "drift", 5: "refused", 130: "interrupted"}
"""Exit code of a run -> ``runs.outcome``."""

Progress = Callable[[int, int], None]
"""Called with runs applied, runs to apply."""


def catch_up(
    db: Database,
    captures: Captures,
    *,
    progress: Progress = lambda done, total: None,
) -> int:
    """Apply what earlier runs stored and did not apply whole.

    With an empty corpus.db that is all of captures.db.

    Returns:
        How many runs were applied.
    """
    if parser_of(db, captures) == PARSER:
        _write_parser(db)
    waiting = unapplied(db, captures)
    for done, run in enumerate(waiting):
        progress(done, len(waiting))
        log.info("applying the captures of run %d", run.id)
        _apply_run(db, captures, run)
    progress(len(waiting), len(waiting))
    return len(waiting)


def unapplied(db: Database, captures: Captures) -> list[Run]:
    """Runs whose captures corpus.db does not hold whole, oldest first."""
    sql = "select id from runs where outcome is not null"
    applied = {row["id"] for row in db.query(sql)}
    return [run for run in captures.runs() if run.id not in applied]


def parser_of(db: Database, captures: Captures) -> str:
    """The version of the parsers that made the rows of corpus.db.

    An archive that does not say it has that of its runs, the oldest one first.
    """
    row = db.execute("select value from meta where key = 'parser'").fetchone()
    if row is not None:
        return str(row[0])
    sql = "select id from runs where outcome is not null"
    applied = {row["id"] for row in db.query(sql)}
    made = {run.parser for run in captures.runs() if run.id in applied} - {PARSER}
    return min(made, default=PARSER)


def finish(
    db: Database,
    captures: Captures,
    run: int,
    counters: Mapping[str, Counter[str]],
    code: int,
    *,
    finished: datetime,
    routes: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Close the row of a run, with the chain over all captures up to its last."""
    sql = "select chain from runs where id < ? order by id desc limit 1"
    previous = db.execute(sql, [run]).fetchone()
    with db.atomic():
        finish_run(
            db,
            run,
            finished=finished,
            outcome=OUTCOMES[code],
            exit_code=code,
            counters=counters,
            routes=routes,
            chain=chain(previous[0] if previous else None, captures.digests(run)),
        )
        seal_logs(db)


def _apply_run(db: Database, captures: Captures, run: Run) -> None:
    sources = {source.name: source for source in run.sources}
    with db.atomic():
        save_sources(db, sources.values())
    applier = Applier(
        db,
        run.id,
        sources,
        topics=run.topics,
        started=run.started,
        command=run.command,
        hidden=captures.hidden(),
    )
    last = run.started
    for batch in _batches(captures.of_run(run.id)):
        with db.atomic(), applier.index:  # each word is counted once a batch
            for capture in batch:
                applier.apply(capture)
                last = capture.fetched_at
    applier.close()
    code = next((c for c, v in OUTCOMES.items() if v == run.verdict), 130)
    counters = {
        name: applier.counts[name] | applier.facts[name]
        for name, source in sources.items()
        if source.is_fetched
    }
    finish(db, captures, run.id, counters, code, finished=run.finished or last)


def _batches(captures: Iterable[Capture]) -> Iterator[list[Capture]]:
    """Captures to apply in one transaction, as many as memory takes."""
    batch: list[Capture] = []
    size = 0
    for capture in captures:
        batch.append(capture)
        size += len(capture.body)
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


_BATCH = 16 << 20
"""Bytes of bodies applied in one transaction; what is in them takes less."""


def _write_parser(db: Database) -> None:
    with db.atomic():
        db.execute("insert or replace into meta values ('parser', ?)", [PARSER])
