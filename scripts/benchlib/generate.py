"""Texts that are no one's, distributed like Swedish: the same for the same seed.

Words follow Zipf's law over common words, municipal words in all their forms, and
invented compounds, so that an index meets rare and common words as in real life.  Nor
do they follow each other by chance, for then two words that meet would be far rarer,
given how common they are, than in any language: seven of ten are one of the sixteen
habitual followers of the word before.  Measured with that, without, and known:

- a word is easier to guess, knowing the one before, by 3.5 bits (0); the order of words
  is worth near 3.5 bits a word in eight languages (Montemurro and Zanette 2011);
- of the pairs of neighbours in 6,800 words, 37 (12) of a hundred occur again there; in
  comments and posts of that length about Umeå's social services, 36;
- of those in 22 million words, 11 (30) of a hundred occur there once only; in English
  news, 9 (Church and Gale 1991).
"""

from __future__ import annotations

import random
from bisect import bisect
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
_HABIT = 0.7
"""Share of the words that are a habitual follower of the one before."""
_FOLLOWERS = 16
"""Habitual followers of a word; the first is the most frequent, the last the least."""
_STOCK = 50_000
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
    speech = _Speech(vocabulary)
    people = [f"Person {n}" for n in range(20_000)]
    trust = list(accumulate(1 / (rank + 5) for rank in range(len(people))))
    stock: list[str] = []
    for number, post, place, published in _threads(count, rng):
        is_post = place == 0
        size = rng.randrange(200, 600) if is_post else rng.randrange(10, 130)
        if len(stock) < size + 8:
            stock += speech.words(_STOCK, rng)
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


class _Speech(dict[str, list[str]]):
    """Word -> its followers, which are the same for every seed."""

    def __init__(self, vocabulary: list[str]) -> None:
        self._vocabulary = vocabulary
        self._weights = list(
            accumulate(1 / (rank + 2.7) ** 1.08 for rank in range(len(vocabulary)))
        )

    def __missing__(self, word: str) -> list[str]:
        """From common and rare words alike, lest the followers of *och* crowd them."""
        rng = random.Random(word)
        step = self._weights[-1] / _FOLLOWERS
        places = [(n + rng.random()) * step for n in range(_FOLLOWERS)]
        found = [self._vocabulary[bisect(self._weights, place)] for place in places]
        rng.shuffle(found)
        self[word] = found
        return found

    def words(self, count: int, rng: random.Random) -> list[str]:
        """So many, one after the other."""
        found = rng.choices(self._vocabulary, cum_weights=self._weights, k=count)
        chance = rng.random
        before = found[0]
        for place in range(1, count):
            if (part := chance() / _HABIT) < 1:
                found[place] = self[before][int(part * part * _FOLLOWERS)]
            before = found[place]
        return found


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
