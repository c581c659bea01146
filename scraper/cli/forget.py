"""Commands of a takedown: forget, hide, show; no logic."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from scraper.captures import Captures
from scraper.errors import ArchiveError, InputError
from scraper.forget.carry_out import Progress, erase, silent
from scraper.forget.handed_on import handed_on
from scraper.forget.hide import hide as run_hide
from scraper.forget.hide import unhide
from scraper.forget.plan import Plan, plan
from scraper.forget.show import Shown
from scraper.forget.show import show as run_show
from scraper.forget.targets import Kind, Target
from scraper.run.archive import open_archive
from scraper.store.corpus import open_corpus

if TYPE_CHECKING:
    from scraper.cli.main import Paths

_JSON = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


@click.command()
@click.option("--comment", metavar="ID", help="This comment.")
@click.option("--post", metavar="ID", help="This post and every comment on it.")
@click.option("--author", metavar="NAME", help="All that this name wrote.")
@click.option("--source", metavar="NAME", help="With --author: on this blog only.")
@click.option("--future", is_flag=True, help="With --author: and will ever write.")
@click.option("--url", metavar="URL", help="What lies at this address.")
@click.option("--text", metavar="PASSAGE", help="These words, wherever they stand.")
@click.option("--quotations", is_flag=True, help="Cut them out of quotations too.")
@click.option("--reason", help="Kept in the archive; name nobody in it.")
@click.option("--dry-run", is_flag=True, help="Say what would be erased.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--finish", is_flag=True, help="Finish an erasure that was cut short.")
@_JSON
@click.pass_obj
def forget(
    paths: Paths,
    comment: str | None,
    post: str | None,
    author: str | None,
    source: str | None,
    future: bool,
    url: str | None,
    text: str | None,
    quotations: bool,
    reason: str | None,
    dry_run: bool,
    yes: bool,
    finish: bool,
    as_json: bool,
) -> None:
    """Erase for good, everywhere, and keep erased.  See docs/takedown.md.

    \b
    Example:
        debattarkiv forget --comment lundgren-c98765 --dry-run
    """
    named = {
        "comment": comment,
        "post": post,
        "author": author,
        "url": url,
        "text": text,
    }
    target = _target(named, source, future=future, finish=finish)
    _require_archive(paths)
    with open_archive(paths.db, paths.captures) as archive:
        if target is None:
            click.echo(f"{paths.db}: every erasure is finished", err=True)
            return
        planned = plan(archive.db, archive.captures, target)
        _say(planned, paths, dry=dry_run, as_json=as_json)
        if dry_run:
            return
        if not yes and not click.confirm("Erase this for good?", err=True):
            raise click.Abort
        stone = planned.stone(
            quotations=quotations, at=datetime.now(UTC), reason=reason
        )
        lost = erase(
            archive.db, archive.captures, paths.db, stone, progress=_progress()
        )
    click.echo(f"erased: {stone.count}", err=True)
    if lost:
        raise ArchiveError(
            f"erased, but {len(lost)} others can no longer be read from their "
            f"captures: {', '.join(lost[:5])}; run: debattarkiv scrape --full"
        )


def _target(
    named: dict[str, str | None], source: str | None, *, future: bool, finish: bool
) -> Target | None:
    given = {kind: value for kind, value in named.items() if value is not None}
    if finish and not given:
        return None
    if len(given) != 1 or finish:
        raise InputError(
            "expected one of --comment, --post, --author, --url and --text, "
            f"got {', '.join(f'--{kind}' for kind in given) or 'none'}"
        )
    ((kind, value),) = given.items()
    if (source or future) and kind != "author":
        raise InputError("--source and --future go with --author")
    kinds: dict[str, Kind] = {
        "comment": "comment",
        "post": "post",
        "author": "author",
        "url": "url",
        "text": "text",
    }
    return Target(kind=kinds[kind], value=value, source=source, future=future)


def _require_archive(paths: Paths) -> None:
    for path in (paths.db, paths.captures):
        if not path.exists():
            raise ArchiveError(f"{path}: no such archive; scrape or import first")


def _say(planned: Plan, paths: Paths, *, dry: bool, as_json: bool) -> None:
    """What would go, what quotes it, and what was handed on earlier."""
    earlier = handed_on(paths.db)
    if as_json:
        record = {
            "items": [asdict(item) for item in planned.items],
            "places": planned.places,
            "quotations": [asdict(q) for q in planned.quotations],
            "handed_on": [asdict(entry) for entry in earlier],
        }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    for item in planned.items:
        click.echo(
            f"{item.id}  {item.date or '?'}  {item.author or 'Anonym'}: {item.opening}"
        )
    if planned.places:
        click.echo(f"{planned.places} posts, comments or earlier states hold the words")
    if planned.quotations:
        click.echo("Quoted elsewhere (--quotations cuts these out too):", err=True)
    for quotation in planned.quotations:
        click.echo(f"  {quotation.item}: {quotation.passage}", err=True)
    if earlier:
        click.echo("Made earlier and not changed by this; make them anew:", err=True)
    for entry in earlier:
        click.echo(f"  {entry.at}  {entry.what}  {entry.path}", err=True)
    if dry:
        click.echo("nothing was changed", err=True)


def _progress() -> Progress:
    return _tell if sys.stderr.isatty() else silent


def _tell(what: str) -> None:
    click.echo(f"{what} …", err=True)


@click.command()
@click.argument("item", required=False, metavar="ID")
@click.option("--undo", is_flag=True, help="Put it back as it was.")
@click.option("--list", "listing", is_flag=True, help="Say what is hidden.")
@click.option("--reason", help="Kept in captures.db, which is private.")
@click.pass_obj
def hide(
    paths: Paths, item: str | None, undo: bool, listing: bool, reason: str | None
) -> None:
    """Take a post or comment out of the archive while a request is looked into.

    \b
    Example:
        debattarkiv hide lundgren-c98765
    """
    if (item is None) != listing:
        raise InputError("expected an ID, or --list")
    _require_archive(paths)
    with open_archive(paths.db, paths.captures) as archive:
        if item is None:
            for each in archive.captures.hidden():
                click.echo(f"{each.item}  {each.at}  {each.reason or ''}".rstrip())
        elif undo:
            unhide(archive.db, archive.captures, paths.db, item)
            click.echo(f"{item}: back", err=True)
        else:
            now = datetime.now(UTC)
            count = run_hide(
                archive.db, archive.captures, paths.db, item, at=now, reason=reason
            )
            click.echo(
                f"{item}: hidden, with {count - 1} comments on it; "
                f"back with: debattarkiv hide {item} --undo",
                err=True,
            )


@click.command()
@click.argument("item", metavar="ID")
@click.option("--removed", is_flag=True, help="And words that its blog took away.")
@_JSON
@click.pass_obj
def show(paths: Paths, item: str, removed: bool, as_json: bool) -> None:
    """Print a post or comment with its proof.

    \b
    Example:
        debattarkiv show lundgren-c98765 --removed
    """
    db = open_corpus(paths.db, create=False)
    with Captures(paths.captures, create=False) as captures:
        found = run_show(db, captures, item, removed=removed)
    db.close()
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _print(found)


def _print(found: Shown) -> None:
    for name, value in found.row.items():
        if value not in (None, "") and name not in {"text", "doc", "title_key"}:
            click.echo(f"{name}: {value}")
    for old in found.revisions:
        until = f"{old['seen_from']} to {old['seen_until']}"
        click.echo(f"earlier state, {until}: {old['changed']} changed")
    for proof in found.proof:
        click.echo(f"shown by {proof.digest}")
        click.echo(f"  {proof.fetched_at}  {proof.url}  (run {proof.run})")
        if proof.received:
            click.echo(f"  cut on request; as received it was {proof.received}")
        if proof.chain:
            click.echo(f"  pinned by {proof.chain}")
    if found.row["text"]:
        click.echo(f"\n{found.row['text']}")
    for seen in found.words:
        if seen.text != found.row["text"]:
            click.echo(f"\nas of {seen.seen}, {seen.author or 'Anonym'}:\n{seen.text}")
