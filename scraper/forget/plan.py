"""What an erasure would do, told before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlite_utils import Database

from scraper.captures import Captures
from scraper.errors import InputError
from scraper.forget.sightings import Sighting, sightings
from scraper.forget.targets import Target, items_of
from scraper.store.corpus import find, utc
from scraper.swedish.tokens import token_spans
from scraper.tombstones.file import Tombstone, beside, sorted_hashes
from scraper.tombstones.key import Key, open_key
from scraper.tombstones.normal import normal
from scraper.tombstones.sought import comment_address

WINDOW = 6
"""Words in a row that tell a text from all others."""
_SHORT = 4
"""Letters below which a lone word says nothing."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A post or comment that would be erased, as people know it."""

    id: str
    date: str | None
    author: str | None
    opening: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words of the erased text in an item that stays."""

    item: str
    passage: str


@dataclass(slots=True, kw_only=True)
class Plan:
    """What would be erased, and what else a person should know."""

    target: Target
    items: tuple[Item, ...]
    quotations: tuple[Quotation, ...]
    places: int
    """Items that hold the passage, for a passage; else 0."""
    _stone: Tombstone
    _quoted: Tombstone

    def stone(self, *, quotations: bool, at: datetime, reason: str | None) -> Tombstone:
        """The tombstone to write.

        Args:
            quotations: Cut the erased words out of what others quote too.
        """
        stone = self._quoted if quotations else self._stone
        return replace(stone, at=utc(at), reason=reason)


@dataclass(slots=True)
class _Erased:
    """The words of what is to go."""

    ids: set[str]
    texts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    urls: set[str] = field(default_factory=set)
    same: set[tuple[str, str | None, Words]] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    posts: dict[str, str] = field(default_factory=dict)
    """Id of each post -> its source."""


def plan(db: Database, captures: Captures, target: Target) -> Plan:
    """What erasing ``target`` would do; writes nothing but the key.

    Raises:
        InputError: there is nothing such here, or too little to tell it by.
    """
    path, key_path = beside(captures.path)
    key = open_key(key_path, create=not path.exists())
    seen = list(sightings(captures))
    hidden = {item.item for item in captures.hidden()}
    ids = set(items_of(target, db, seen, hidden))
    erased = _gather(ids, db, seen)
    if target.kind == "url" and not ids:
        erased.urls.add(target.value)
    size, passages = WINDOW, erased.texts
    if target.kind == "text":
        words = normal(target.value)
        if len(words) < 2:
            raise InputError("--text: expected at least two words to tell it by")
        size, passages = min(WINDOW, len(words)), {target.value}
    runs = set(_runs(passages, size))
    lone = {w for text in erased.texts | erased.names for w in normal(text)}
    lone |= {w for text in passages for w in normal(text)}
    quoted: list[Quotation] = []
    inside: set[Words] = set()
    for item, text in _others(db, ids):
        found = normal(text)
        lone.difference_update(found)
        hits = [tuple(found[n : n + size]) for n in range(len(found) - size + 1)]
        common = runs.intersection(hits)
        if common:
            inside |= common
            quoted += [Quotation(item=item, passage=p) for p in _told(text, hits, runs)]
    of_passage = target.kind == "text"
    places = len({q.item for q in quoted}) if of_passage else 0
    if of_passage and not places and not any(_holds(s, runs, size) for s in seen):
        raise InputError("--text: expected words that stand in this archive")
    hashes = _Hashes(key, target, erased, lone, places)
    return Plan(
        target=target,
        items=tuple(_items(sorted(ids), db, seen)),
        quotations=() if of_passage else tuple(quoted),
        places=places,
        _stone=hashes.stone(runs if of_passage else runs - inside, size),
        _quoted=hashes.stone(runs, size),
    )


def _holds(seen: Sighting, runs: set[Words], size: int) -> bool:
    return not runs.isdisjoint(_runs((seen.title, seen.text), size))


def _gather(ids: set[str], db: Database, seen: Iterable[Sighting]) -> _Erased:
    """All words and addresses that the items ever had."""
    erased = _Erased(ids)
    for s in seen:
        if s.id in ids:
            source = s.id.rpartition("-")[0]
            if s.post == s.id:
                erased.posts[s.id] = source
            _take(erased, source, s.author, s.title, s.text, s.url)
    for table in ("posts", "comments"):
        for id_ in ids:
            row = find(db, table, id_)
            if row is None:
                continue
            if table == "posts":
                erased.posts[id_] = row["source"]
            title, url = row.get("title") or "", row["url"]
            own = url if table == "posts" else None
            _take(erased, row["source"], row["author"], title, row["text"], own)
            if table == "comments" and url and row["native_id"]:
                post_url = url.partition("#")[0]
                erased.addresses.add(comment_address(post_url, row["native_id"]))
            sql = "select title, text, author, url from revisions where item = ?"
            for old in db.query(sql, [id_]):
                own = old["url"] if table == "posts" else None
                source = row["source"]
                _take(erased, source, old["author"], old["title"], old["text"], own)
    return erased


def _take(
    erased: _Erased,
    source: str,
    author: str | None,
    title: str | None,
    text: str | None,
    url: str | None,
) -> None:
    erased.texts |= {part for part in (title, text) if part}
    if author:
        erased.names.add(author)
    if url:
        erased.urls.add(url)
    words = tuple(normal(text or ""))
    if words and (author or len(words) >= WINDOW):
        erased.same.add((source, author, words))


def _runs(texts: Iterable[str], size: int) -> Iterator[Words]:
    for text in texts:
        words = normal(text)
        for start in range(len(words) - size + 1):
            yield tuple(words[start : start + size])


def _others(db: Database, ids: set[str]) -> Iterator[tuple[str, str]]:
    """Texts of all items that stay, in all their states, and their writers."""
    for sql in (
        "select id, title, text, author from posts",
        "select id, '', text, author from comments",
        "select item, coalesce(title, ''), coalesce(text, ''), author from revisions",
    ):
        for id_, title, text, author in db.execute(sql):
            if id_ not in ids:
                yield from ((id_, part) for part in (title, text, author) if part)


def _told(text: str, hits: list[Words], runs: set[Words]) -> Iterator[str]:
    """The passages of a text that are made of erased runs, as written."""
    spans = token_spans(text)
    size = len(hits[0])
    start = end = -1
    for at, hit in enumerate([*hits, ()]):
        if hit in runs:
            start, end = (at if at > end else start), at + size
        elif start >= 0 and (at >= end or not hit):
            yield text[spans[start][0] : spans[end - 1][1]]
            start = end = -1


@dataclass(frozen=True, slots=True)
class _Hashes:
    """What a tombstone is made of."""

    key: Key
    target: Target
    erased: _Erased
    lone: set[str]
    places: int

    def stone(self, runs: set[Words], size: int) -> Tombstone:
        """The tombstone over some runs of words."""
        key, erased, target = self.key, self.erased, self.target
        windows = sorted_hashes(h for run in runs for h in key.windows(run, size))
        authors = [key.author(target.value, target.source)] if target.future else []
        tells = {w for w in self.lone if len(w) >= _SHORT and not w.isdigit()}
        return Tombstone(
            at="",
            kind=target.kind,
            count=self.places or len(erased.ids) or len(erased.urls),
            items=sorted_hashes(map(key.item, erased.ids | erased.addresses)),
            urls=sorted_hashes(map(key.url, erased.urls)),
            authors=sorted_hashes(authors),
            same=sorted_hashes(key.same(s, a, w) for s, a, w in erased.same),
            windows={str(size): windows} if windows else {},
            words=sorted_hashes(map(key.word, tells)),
            posts=dict(Counter(erased.posts.values())),
        )


def _items(ids: list[str], db: Database, seen: list[Sighting]) -> Iterator[Item]:
    shown = {s.id: s for s in seen}
    for id_ in ids:
        row = find(db, "posts", id_) or find(db, "comments", id_) or {}
        last = shown.get(id_)
        text = row.get("title") or row.get("text") or (last.text if last else "")
        yield Item(
            id=id_,
            date=row.get("date"),
            author=row.get("author") or (last.author if last else None),
            opening=" ".join(text.split())[:60],
        )
