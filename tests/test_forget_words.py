"""What an erasure plans: quotations, words that only captures hold, what is meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scraper.errors import InputError
from scraper.forget.carry_out import erase
from scraper.forget.plan import Plan, plan
from scraper.forget.show import Shown, show
from scraper.forget.targets import Target
from scraper.replay.verify import verify
from scraper.run.archive import Archive, open_archive
from tests.scripted import DAY, HOME, START, capture, files, page, scripted_run
from tests.takedown import left

TEXT = "Jag såg själv hur chefen gömde rapporten bakom kopiatorn i fjol"
ANSWER = "Du skriver att chefen gömde rapporten bakom kopiatorn i fjol, men ingen vet"


def with_words(body: bytes, **words: str) -> bytes:
    for name, text in words.items():
        old = f"Kommentar nummer {name[1:]}".encode()
        assert old in body
        body = body.replace(old, text.encode())
    return body


@contextmanager
def opened(folder: Path) -> Iterator[Archive]:
    with open_archive(*files(folder)) as archive:
        yield archive


def planned(folder: Path, target: Target) -> Plan:
    with opened(folder) as archive:
        return plan(archive.db, archive.captures, target)


def forget(folder: Path, target: Target, *, quotations: bool = False) -> None:
    with opened(folder) as archive:
        found = plan(archive.db, archive.captures, target)
        stone = found.stone(quotations=quotations, at=START + DAY, reason=None)
        path, _ = files(folder)
        assert erase(archive.db, archive.captures, path, stone) == ()


def text_of(folder: Path, id_: str) -> str:
    with opened(folder) as archive:
        sql = "select text from comments where id = ?"
        return str(archive.db.execute(sql, [id_]).fetchone()[0])


@pytest.fixture
def quoted(tmp_path: Path) -> Path:
    body = with_words(page(7, comments=(1, 2, 3)), n1=TEXT, n2=ANSWER)
    scripted_run(tmp_path, [capture(body)])
    return tmp_path


def test_quotation_is_told_and_stays_unless_it_is_asked_for(quoted: Path) -> None:
    target = Target(kind="comment", value="anna-c1")
    (quotation,) = planned(quoted, target).quotations
    assert quotation.item == "anna-c2"
    assert quotation.passage == "chefen gömde rapporten bakom kopiatorn i fjol"
    forget(quoted, target)
    assert text_of(quoted, "anna-c2") == f"{ANSWER}."
    assert verify(*files(quoted)) == ()


def test_quotation_goes_with_it_when_asked_for(quoted: Path) -> None:
    target = Target(kind="comment", value="anna-c1")
    forget(quoted, target, quotations=True)
    assert text_of(quoted, "anna-c2") == "Du skriver att [raderat], men ingen vet."
    assert left(quoted, [TEXT], {"kopiatorn"}) == []
    assert verify(*files(quoted)) == ()


@pytest.mark.slow
def test_words_that_a_blog_took_away_are_erased_from_captures_too(
    tmp_path: Path,
) -> None:
    body = with_words(page(7, comments=(1, 2)), n1=TEXT)
    edited = with_words(page(7, comments=(1, 2)), n1="Jag tar tillbaka allt")
    scripted_run(tmp_path, [capture(body)])
    scripted_run(tmp_path, [capture(edited)], day=1)
    for day in (2, 3):
        scripted_run(tmp_path, [capture(page(7, comments=(2,)))], day=day)
    assert text_of(tmp_path, "anna-c1") == ""
    assert left(tmp_path, [TEXT], {"kopiatorn"})
    with opened(tmp_path) as archive:
        shown: Shown = show(archive.db, archive.captures, "anna-c1", removed=True)
    assert [seen.text for seen in shown.words] == [
        f"{TEXT}.",
        "Jag tar tillbaka allt.",
    ]
    forget(tmp_path, Target(kind="comment", value="anna-c1"))
    assert left(tmp_path, [TEXT], {"kopiatorn"}) == []
    assert verify(*files(tmp_path)) == ()


def test_author_of_a_withdrawn_comment_is_found_in_its_captures(tmp_path: Path) -> None:
    scripted_run(tmp_path, [capture(page(7, comments=(1, 2)))])
    for day in (1, 2):
        scripted_run(tmp_path, [capture(page(7, comments=(2,)))], day=day)
    with opened(tmp_path) as archive:
        sql = "select author from comments where id = 'anna-c1'"
        assert archive.db.execute(sql).fetchone()[0] is None
        shown = show(archive.db, archive.captures, "anna-c1", removed=True)
    name = shown.words[0].author
    assert name
    found = planned(tmp_path, Target(kind="author", value=name.upper()))
    assert [item.id for item in found.items] == ["anna-c1"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(kind="comment", value="anna-c99"), "expected the id of a comment"),
        (Target(kind="author", value="Ingen Alls"), "nobody of that name"),
        (Target(kind="text", value="ett"), "at least two words"),
        (Target(kind="text", value="ord som inte finns"), "stand in this archive"),
        (Target(kind="url", value="https://x.example/#comment-5"), "a comment of this"),
    ],
)
def test_what_is_not_there_is_refused_and_leaves_nothing(
    quoted: Path, target: Target, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        planned(quoted, target)
    assert not (quoted / "forgotten.jsonl").exists()


def test_address_means_the_post_or_the_comment_it_leads_to(quoted: Path) -> None:
    url = HOME + "2024/02/7/"
    of_post = planned(quoted, Target(kind="url", value=url))
    assert [item.id for item in of_post.items] == [
        "anna-7",
        "anna-c1",
        "anna-c2",
        "anna-c3",
    ]
    of_comment = planned(quoted, Target(kind="url", value=f"{url}#comment-2"))
    assert [item.id for item in of_comment.items] == ["anna-c2"]
