"""What a person must look at beside the package, and what the package says itself."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from scraper.pseudonyms.names import Names, Words

_PLACES = 20
"""Places shown of one name; its count says how many there are."""


@dataclass(slots=True)
class Review:
    """Names that stay where they are doubtful, with their places."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(name, why) -> how often."""
    places: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    """(name, why) -> (item, words around), the first of them."""
    replaced: Counter[str] = field(default_factory=Counter)
    """Name as found in texts -> how often it was replaced."""

    def doubt(self, name: str, why: str, item: str, around: str) -> None:
        """Note one doubtful place."""
        self.counts[name, why] += 1
        places = self.places.setdefault((name, why), [])
        if len(places) < _PLACES:
            places.append((item, around))

    def as_csv(self) -> str:
        """One line per name and place, the most frequent first."""
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(["name", "why", "count", "item", "around"])
        for (name, why), count in self.counts.most_common():
            for item, around in self.places.get((name, why), [("", "")]):
                table.writerow([name, why, count, item, around])
        for name, count in self.replaced.most_common(100):
            table.writerow(
                [name, "replaced; --keep it if it is no name", count, "", ""]
            )
        return out.getvalue()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    temporary = path.with_name(f".{path.name}.unfinished")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def standing(names: Names) -> list[Words]:
    """Commenters' names that also stand inside a name that stays."""
    return [name for name in names.written if names.inside_public(name)]


class Reviewed(Protocol):
    """Something that replaced names, and tells about it."""

    review: Review

    def commenters(self) -> frozenset[str]:
        """Everyone whose name is replaced."""

    def note_standing(self, text: str, where: str) -> None:
        """List the names that a text holds and that stay in it."""


def report_on(pseudonyms: Reviewed, documents: Mapping[str, str]) -> str:
    """``PSEUDONYMS.md``: what was done and what remains, without any name.

    Args:
        documents: The package's own words; names that they hold are listed too.
    """
    for text in (*documents.values(), _REPORT):
        pseudonyms.note_standing(text, "the package's own words")
    return _REPORT.format(
        commenters=len(pseudonyms.commenters()),
        found=sum(pseudonyms.review.replaced.values()),
        doubtful=sum(pseudonyms.review.counts.values()),
    )


_REPORT = """# Pseudonyms

## What was done

- The names of {commenters} commenters were replaced by pseudonyms such as
  `P3f9c0a41be77`: a keyed hash (HMAC-SHA-256) of the name without case and spaces. The
  same name has the same pseudonym in every package made with the same key. The key is
  not in this package; who has it can test names against pseudonyms.
- The names of the posts' authors, of the blogs' owners and of the listed holders of
  public offices stay, also where they comment.
- Inside texts, headlines, link words and tags, commenters' names were replaced {found}
  times. Where a first or last name fits several commenters of a thread it reads
  `[namn]`.
- Ids of comments were replaced in the same way. Their addresses, WordPress numbers,
  writers' addresses and all digests were left out, because they lead back to names.
- Links to comments, and links whose address holds a commenter's name, are cut to
  their site.

## What remains

- This is pseudonymised, not anonymous. **The texts are verbatim and can be found on the
  web with their authors' names by searching for a sentence.** The time of a comment and
  its post do the same. Treat the data as personal data.
- {doubtful} words that may be names were left in place because they are ordinary words
  or part of a name that stays. They are listed for review in a file that lies beside
  the package where it was made and is not part of it.
- Names of people who never commented, nicknames, misspelt names, initials and names in
  the addresses of posts were not looked for.
- Whoever writes under several names has several pseudonyms; whoever shares a name
  shares one.
"""
