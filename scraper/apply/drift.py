"""Does a source still keep to what it was?  Pure: numbers in, a sentence or None out.

A blog that was closed, moved, hidden behind a challenge or given another layout looks
like one whose posts and comments were all removed or edited at once.  These rules
tell the two apart; what they doubt is not believed, until a person has looked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

RUNS = 5
"""How many good runs of a source are compared with."""
ENOUGH = 10
"""Posts read in a run from which on its shares mean something."""
FALL = 0.3
"""A share may be this much below the median."""
FACTS = ("author", "date", "text", "comments")
"""What is counted of every thread that is read: has it one?"""


@dataclass(slots=True)
class Tally:
    """What the readings of one source in one run would do to known posts."""

    known: int = 0
    """Posts of the source in the archive, not withdrawn, before the run."""
    posts: int = 0
    """Known posts read again."""
    posts_edited: int = 0
    """Of these, with an edit that the blog did not announce."""
    comments: int = 0
    """Comments of these posts that are in the archive and could be shown."""
    comments_lost: int = 0
    """Of these, absent or edited."""
    gone: int = 0
    """Known posts whose own address said that they are gone."""
    unreadable: int = 0
    """Known posts whose page was no post: a challenge, a login, an error page."""


def doubt_lists(known: int, listed: int, recognised: int, *, whole: bool) -> str | None:
    """Doubt lists of posts that no longer name the posts they named.

    Args:
        known: Posts in the archive.
        listed: Posts that the lists of this run name.
        recognised: Of ``known``, those that they name.
        whole: The lists should name every post, not only the newest.
    """
    if known and not listed:
        return f"its lists name no post, {known} are known"
    if whole and known >= 5 and recognised < known / 2:
        return f"its lists name {recognised} of {known} known posts"
    if not whole and listed >= 5 and known >= 5 and not recognised:
        return f"its lists name {listed} posts, none of the {known} known ones"
    return None


def doubt_total(known: int, total: int | None, min_posts: int) -> str | None:
    """Doubt a blog that counts far fewer posts than it had.

    Args:
        total: As the blog says; ``None`` if it does not.
    """
    if total is None:
        return None
    if total < min_posts:
        return f"expected at least {min_posts} posts, it counts {total}"
    if known and (total == 0 or (known >= 5 and total < known / 2)):
        return f"it counts {total} posts, {known} are known"
    return None


def doubt_strangers(listed: int, strangers: int) -> str | None:
    """Doubt a list whose old posts are mostly not those of the archive."""
    if listed >= 3 and strangers > listed / 2:
        return f"{strangers} of {listed} posts it lists are another blog's"
    return None


def doubt_readings(tally: Tally) -> str | None:
    """Doubt readings that lose or change most of what was known."""
    if tally.unreadable >= 5 and tally.unreadable > tally.posts:
        return f"{tally.unreadable} pages of known posts show something else"
    if tally.gone > max(5, tally.known // 10):
        return f"{tally.gone} of {tally.known} known posts are said to be gone"
    if tally.posts_edited >= 5 and tally.posts_edited > tally.posts / 2:
        return f"{tally.posts_edited} of {tally.posts} posts read again are changed"
    if tally.comments_lost >= 10 and tally.comments_lost > tally.comments / 2:
        return (
            f"{tally.comments_lost} of {tally.comments} comments read again are "
            "absent or changed"
        )
    return None


def doubt_shares(
    now: Mapping[str, int], before: Sequence[Mapping[str, int]], route: str
) -> str | None:
    """Doubt a run whose threads lack what those of the last good runs had.

    Args:
        now: ``read_<route>`` and ``<fact>_<route>`` for each of ``FACTS``.
        before: The same of earlier good runs, any order.
        route: Only runs by the same route can be compared.
    """
    read = now.get(f"read_{route}", 0)
    usual = [run for run in before if run.get(f"read_{route}", 0) >= ENOUGH][:RUNS]
    if read < ENOUGH or not usual:
        return None
    for fact in FACTS:
        name = f"{fact}_{route}"
        was = median(run.get(name, 0) / run[f"read_{route}"] for run in usual)
        share = now.get(name, 0) / read
        fallen = share < was - FALL
        if fact == "comments":  # new posts have none yet
            fallen &= read >= 2 * ENOUGH and share < was / 4
        if fallen:
            return (
                f"{share:.0%} of {read} posts read have "
                f"{'a comment' if fact == 'comments' else fact}, usually {was:.0%}"
            )
    return None
