"""Texts that are no one's, distributed like Swedish: the same for the same seed.

Words follow Zipf's law over common words, municipal words in all their forms, and
invented compounds, so that an index meets rare and common words as in real life.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

COMMON = """
och i att det som på är av för en med till den har inte om ett men jag de var vi kan så
när från ska du eller man nu vid sig blir finns hur efter här bara sin mer alla mycket
skulle mot än vara dem där några över få detta vad under denna hade inom också säger
får kommer år måste går utan ut upp två gör många även sedan hela alltid igen
"""
STEMS = """
kommun nämnd skol social tjänst vård barn familj ansvar politik beslut möte fråg ärend
hand tid pengar kostnad budget personal chef miljö arbets hem ungdom polis lag rätt
utredning granskning rapport anmälan kritik debatt tidning blogg medborgar region parti
val röst löfte sanning tystnad kultur rädsla hot stöd hjälp plats väg hus gat vinter
"""
ENDINGS = (
    "a en et er ar or erna arna orna ens ets s ning ningen ningar het heten lig ligt"
)
_WORDS = 60_000
_FROM = datetime(2010, 1, 1, tzinfo=UTC)
_DAYS = 365 * 15
_LONGEST = 600
"""Comments of a thread, at most."""


@dataclass(frozen=True, slots=True)
class Text:
    """One generated post or comment."""

    number: int
    post: int
    """Number of the post it belongs to; its own for a post."""
    place: int
    """0 for a post, then 1, 2, … in its thread."""
    author: str
    published: str
    """ISO 8601 UTC; documents come in the order of time."""
    title: str
    """Empty for a comment."""
    text: str

    @property
    def is_post(self) -> bool:
        """Whether it is no comment."""
        return self.place == 0


def words(rng: random.Random) -> list[str]:
    """The vocabulary, most frequent first."""
    stems, endings = STEMS.split(), ENDINGS.split()
    common = COMMON.split()
    found = dict.fromkeys(common)
    while len(found) < _WORDS:
        parts = rng.choices(stems, k=rng.choice((1, 1, 2, 2, 2, 3)))
        found.setdefault("".join(parts) + rng.choice(endings))
    rest = list(found)[len(common) :]
    # short words are the frequent ones, by and large
    return common + sorted(rest, key=lambda word: len(word) + 6 * rng.random())


def texts(count: int, *, seed: int = 1) -> Iterator[Text]:
    """``count`` documents, each post with its comments after it."""
    rng = random.Random(seed)
    vocabulary = words(rng)
    weights = list(
        accumulate(1 / (rank + 2.7) ** 1.08 for rank in range(len(vocabulary)))
    )
    people = [f"Person {n}" for n in range(20_000)]
    trust = list(accumulate(1 / (rank + 5) for rank in range(len(people))))
    stock: list[str] = []
    for number, post, place, published in _threads(count, rng):
        is_post = place == 0
        size = rng.randrange(200, 600) if is_post else rng.randrange(10, 130)
        if len(stock) < size + 8:
            stock += rng.choices(vocabulary, cum_weights=weights, k=500_000)
        title = " ".join(stock[-6:]).capitalize() if is_post else ""
        del stock[-6:]
        yield Text(
            number=number,
            post=post,
            place=place,
            author=rng.choices(people, cum_weights=trust)[0],
            published=published.strftime("%Y-%m-%dT%H:%M:%SZ"),
            title=title,
            text=_sentences(stock[-size:], rng),
        )
        del stock[-size:]


def thread_size(rng: random.Random) -> int:
    """How many comments a post has, eleven on average.

    A third of the posts have none, half at most three, one in a hundred more than
    a hundred.
    """
    return max(int(min(rng.lognormvariate(1.6, 1.4), _LONGEST)) - 2, 0)


def _threads(
    count: int, rng: random.Random
) -> Iterator[tuple[int, int, int, datetime]]:
    """Number, post, place in the thread and time of each document.

    Comments come in a burst after the post, then ever more seldom.
    """
    step, number = timedelta(days=_DAYS) / max(count, 1), 0
    while number < count:
        size = min(thread_size(rng), count - number - 1)
        at, span = _FROM + step * number, step * (size + 1)
        yield number, number, 0, at
        since = sorted(rng.random() ** 3 for _ in range(size))
        for place, part in enumerate(since, start=1):
            yield number + place, number, place, at + span * part
        number += size + 1


def _sentences(row: list[str], rng: random.Random) -> str:
    parts, at = [], 0
    while at < len(row):
        length = rng.randrange(4, 22)
        parts.append(" ".join(row[at : at + length]).capitalize() + ".")
        at += length
    return " ".join(parts)
