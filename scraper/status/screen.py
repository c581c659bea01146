"""The status of all sources in words, for a terminal; pure."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.status.facts import SourceStatus, Status

_WORDS = {
    "new_posts": "new posts",
    "new_comments": "new comments",
    "edited_posts": "posts edited",
    "edited_comments": "comments edited",
    "withdrawn": "comments withdrawn",
    "withdrawn_posts": "posts withdrawn",
    "returned": "returned",
}


def as_text(status: Status) -> str:
    """A paragraph per source: those with an alarm first."""
    lines: list[str] = []
    if status.running_since:
        lines += [f"a run is at work since {_moment(status.running_since)}", ""]
    ordered = sorted(status.sources, key=lambda s: (not s.stale, not s.alarms))
    for source in ordered:
        lines += [*_of_source(source), ""]
    if not ordered:
        lines.append("no source yet; begin with: debattarkiv sources add URL")
    return "\n".join(lines).rstrip() + "\n"


def _of_source(source: SourceStatus) -> Iterator[str]:
    yield f"{source.name}: {_state(source)}"
    yield f"  {source.posts} posts, {source.comments} comments"
    if source.week:
        news = [f"{source.week[k]} {w}" for k, w in _WORDS.items() if k in source.week]
        yield f"  7 days: {', '.join(news)}"
    elif source.last:
        yield "  7 days: nothing new"
    open_ends = (
        [f"{source.missing} missing, looked for again"] if source.missing else []
    )
    if source.not_found:
        open_ends.append(f"{source.not_found} comments claimed and never found")
    if open_ends:
        yield f"  {', '.join(open_ends)}"
    if source.due:
        yield f"  patrol: {source.due} posts due"
    elif source.next_patrol:
        yield f"  patrol: next {_moment(source.next_patrol)}"
    for alarm in source.alarms:
        yield f"  ALARM: {alarm.what}"
        yield f"  next:  {alarm.next}"


def _state(source: SourceStatus) -> str:
    if source.ended:
        return f"ended {source.ended}, kept as it was"
    if not source.declared:
        return "no longer in sources.toml, kept as it was"
    if source.last_good is None or source.age_hours is None:
        return "NO GOOD RUN YET" if source.stale else "no good run yet"
    age = source.age_hours
    ago = f"{age:.0f} h ago" if age < 48 else f"{age / 24:.0f} days ago"
    said = f"last good run {ago} ({_moment(source.last_good)})"
    return f"TOO OLD, {said}" if source.stale else said


def _moment(text: str) -> str:
    return f"{text[:10]} {text[11:16]} UTC"
