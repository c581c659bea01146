"""A blog's month, one change or none a night, and when the archive must know of each.

Promised (README): a new post or comment, a post taken away or back by the next run;
what is gone is withdrawn one run later.  By REST edits of posts, removals and late
approvals by the next run too.  The rest when the patrol comes by: daily below 14 days,
weekly below 90.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .history import BEGIN, DAY, PHP, History

DAILY, WEEKLY = 1, 8
"""Nights until the patrol has come by."""
AGES = {"young": 4, "weekly": 42, "late": 55, "old": 300, "older": 400}
"""Posts that are made beforehand, in days at the first run."""


@dataclass(slots=True)
class Promise:
    """A change that was made, and when the archive must have found it."""

    what: str
    made: int
    """Night of the change."""
    within: int
    """Nights until it must be there."""
    found_by: str
    """SQL that counts it, after ``select count(*) from``."""
    found: int | None = None
    """Night after whose run it was there."""

    def look(self, db: sqlite3.Connection, night: int) -> None:
        """Note the night if it is there for the first time."""
        sql = f"select count(*) from {self.found_by}"  # noqa: S608  ours
        if self.found is None and db.execute(sql).fetchone()[0]:
            self.found = night


class Month:
    """The changing blog."""

    def __init__(self, history: History) -> None:
        self._history, self._rest = history, history.route == "rest"
        moments = {name: local(BEGIN - age * DAY) for name, age in AGES.items()}
        self.posts = self._php(0, "prepare", json.dumps(moments))

    def changes(self, night: int) -> list[Promise]:
        """What happens on the blog in the hours before the run of a night."""
        plan = {
            1: (self.new_comment, "young"),
            2: (self.edited_comment, "young", 0, DAILY),
            3: (self.new_post,),
            4: (self.removed_comment, "young", 1, DAILY),
            5: (self.new_comment, "old"),
            6: (self.edited_post, "young", DAILY),
            7: (self.edited_comment, "weekly", 0, WEEKLY),
            8: (self.removed_post, "older"),
            9: (self.edited_post, "late", WEEKLY),
            10: (self.new_post,),
            13: (self.removed_comment, "weekly", 1, WEEKLY),
            14: (self.returned_post, "older"),
            15: (self.new_comment, "weekly"),
            16: (self.approved, "late", WEEKLY),
            17: (self.new_comment, "late"),
            18: (self.tagged, "late", WEEKLY),
            19: (self.new_post,),
            20: (self.removed_post, "old"),
            21: (self.edited_comment, "late", 2, WEEKLY),
        }
        if night not in plan:
            return []
        change, *words = plan[night]
        return [change(night, *words)]  # type: ignore[operator]

    def new_post(self, night: int) -> Promise:
        id_ = self._php(night, "post", f"Nattens inlägg {night}")
        return Promise("new post", night, 1, f"posts where native_id = {id_}")

    def new_comment(self, night: int, post: str) -> Promise:
        text = f"Jag håller med, natt {night}."
        id_ = self._php(night, "comment", self._id(post), text)
        return Promise("new comment", night, 1, f"comments where native_id = {id_}")

    def edited_comment(self, night: int, post: str, which: int, patrol: int) -> Promise:
        id_, text = self.posts[post]["comments"][which], f"Ändrat mig natt {night}."
        self._php(night, "edit_comment", id_, text)
        found = f"comments where native_id = {id_} and text = '{text}'"
        return Promise("comment edited", night, patrol, found)

    def removed_comment(
        self, night: int, post: str, which: int, patrol: int
    ) -> Promise:
        id_ = self.posts[post]["comments"][which]
        self._php(night, "trash_comment", id_)
        found = f"comments where native_id = {id_} and withdrawn_at is not null"
        within = 1 if self._rest else patrol
        return Promise("comment removed", night, within + 1, found)

    def approved(self, night: int, post: str, patrol: int) -> Promise:
        id_ = self.posts[post]["pending"]
        self._php(night, "approve", id_)
        found = f"comments where native_id = {id_}"
        return Promise("late approval", night, 1 if self._rest else patrol, found)

    def edited_post(self, night: int, post: str, patrol: int) -> Promise:
        text = f"Tillägg natt {night}."
        self._php(night, "edit_post", self._id(post), text)
        found = f"posts where native_id = {self._id(post)} and text like '%{text}'"
        return Promise("post edited", night, 1 if self._rest else patrol, found)

    def removed_post(self, night: int, post: str) -> Promise:
        self._php(night, "trash_post", self._id(post))
        found = f"posts where native_id = {self._id(post)} and withdrawn_at is not null"
        return Promise("post removed", night, 2, found)

    def returned_post(self, night: int, post: str) -> Promise:
        self._php(night, "untrash_post", self._id(post))
        found = f"posts where native_id = {self._id(post)} and withdrawn_at is null"
        return Promise("post back", night, 1, found)

    def tagged(self, night: int, post: str, patrol: int) -> Promise:
        self._php(night, "tag", self._id(post), "nattarbete")
        found = "tags join post_tags on tag = tags.id where name = 'nattarbete'"
        return Promise("tag added", night, patrol, found)

    def _php(self, night: int, *words: object) -> Any:
        """Three hours before the run of a night, by the clock of the blog."""
        when = local(BEGIN + night * DAY - timedelta(hours=3))
        script = PHP / "month.php"
        return json.loads(self._history.php(script, when, *map(str, words)))

    def _id(self, post: str) -> int:
        return int(self.posts[post]["id"])


def local(moment: datetime) -> str:
    """As WordPress writes a time of the winter in Stockholm."""
    return (moment + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
