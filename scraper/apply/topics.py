"""Which posts and comments are about what: the written rules, applied.

A rule is a list of queries in the language of the search; one that finds an item is
enough.  A rule that changed is applied to the whole archive, a document that changed
to all rules, in the transaction that changes it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlite_utils import Database

from scraper.config import Topic
from scraper.search.nodes import Any, Phrase
from scraper.search.query import Query, parse
from scraper.search.select import Selection, select
from scraper.swedish.keys import KEY_VERSION


class TopicRules:
    """The topics and persons of sources.toml, in one archive."""

    def __init__(self, db: Database, topics: Iterable[Topic]) -> None:
        self._db = db
        self._topics = tuple(topics)

    def install(self) -> tuple[str, ...]:
        """Write the topics, and apply those whose rule is new or changed.

        To be called inside a transaction.

        Returns:
            Ids of the topics that were applied to the whole archive.
        """
        sql = "select id, kind, title, rule from topics"
        old = {row[0]: row for row in self._db.execute(sql)}
        changed = []
        for topic in self._topics:
            row = (topic.id, topic.kind, topic.title, _rule(topic))
            if old.get(topic.id) == row:
                continue
            self._db.execute(_WRITE, row)
            if topic.id not in old or old[topic.id][3] != row[3]:
                changed.append(topic)
        gone = set(old) - {topic.id for topic in self._topics}
        for id_ in sorted(gone):
            self._db.execute("delete from item_topics where topic = ?", [id_])
            self._db.execute("delete from topics where id = ?", [id_])
        for topic in changed:
            self._db.execute("delete from item_topics where topic = ?", [topic.id])
            self._apply(topic, None)
        return tuple(topic.id for topic in changed)

    def refresh(self, docs: Collection[int]) -> None:
        """Apply every rule to some documents; for ``Index(on_change=…)``."""
        if not docs or not self._topics:
            return
        chosen = json.dumps(sorted(docs))
        self._db.execute(
            """
            delete from item_topics where item in
              (select item from docs where id in (select value from json_each(?)))
            """,
            [chosen],
        )
        for topic in self._topics:
            self._apply(topic, chosen)

    def _apply(self, topic: Topic, docs: str | None) -> None:
        matched: dict[str, list[str]] = defaultdict(list)
        for text in topic.any:
            selection = select(self._db.conn, _query(text, topic))
            for item in self._items(selection, docs):
                matched[item].append(text)
        self._db.conn.executemany(
            "insert into item_topics (item, topic, matched) values (?, ?, ?)",
            ((item, topic.id, ", ".join(rules)) for item, rules in matched.items()),
        )

    def _items(self, selection: Selection, docs: str | None) -> list[str]:
        sql = f"""
            select item from docs where id in (select {selection.id} {selection.tail}
              and (:docs is null or {selection.id} in
                   (select value from json_each(:docs))))
            """  # noqa: S608  no value is in it
        values = {**selection.values, "docs": docs}
        return [row[0] for row in self._db.execute(sql, values)]


_WRITE = """
    insert into topics (id, kind, title, rule) values (?, ?, ?, ?)
    on conflict do update
    set kind = excluded.kind, title = excluded.title, rule = excluded.rule"""


def _rule(topic: Topic) -> str:
    """What is stored: the rule, the office, and the keys it was applied with."""
    rule = {"any": topic.any, "office": topic.office, "keys": KEY_VERSION}
    return json.dumps(rule, ensure_ascii=False)


def _query(text: str, topic: Topic) -> Query:
    """A rule as a query; a person's name may be in the genitive."""
    query = parse(text, fields=False)
    if topic.kind == "person" and isinstance(query.root, Phrase):
        *names, last = query.root.words
        genitive = Phrase((*names, last + "s"))
        return replace(query, root=Any((query.root, genitive)))
    return query
