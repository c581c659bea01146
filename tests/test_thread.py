"""Ids, reading order, answers and merging: the same whatever the route."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ParseError
from scraper.model import Comment, Link, Thread
from scraper.thread import (
    TextIds,
    arrange,
    author_name,
    merge,
    post_id,
    resolve_answers,
)
from tests.factory import make_comment, make_post

STOCKHOLM = "Europe/Stockholm"
NOON = datetime(2022, 1, 7, 11, 0, tzinfo=UTC)


def after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def ids(comments: tuple[Comment, ...]) -> list[int | None]:
    return [comment.native_id for comment in comments]


def test_a_post_is_known_by_its_number_then_address_then_opening_words() -> None:
    title, text = "Vem styr?", "Ingen vet. " * 40
    numbered = post_id("anna", 7, url="https://b.example/x/", title="", text="")
    addressed = post_id("anna", None, url="https://b.example/x/", title="a", text="b")
    saved = post_id("anna", None, url=None, title=title, text=text)

    assert numbered == "anna-7"
    assert addressed == post_id(
        "anna", None, url="http://b.example/x/", title="ny", text="ny"
    )
    assert saved == post_id(
        "anna", None, url=None, title="VEM styr", text=text.replace(" ", "\n")
    )
    assert saved != post_id("anna", None, url=None, title="Vem styr nu?", text=text)
    for made in (addressed, saved):
        assert len(made) == len("anna-x") + 12


def test_the_same_words_twice_are_two_comments() -> None:
    first = TextIds("anna", "anna-7")
    again = TextIds("anna", "anna-7")
    one, two = first.next("Siv", "Ja!"), first.next("Siv", "Ja!")

    assert one != two
    assert [again.next("siv", "> Ja"), again.next("Siv", "ja")] == [one, two]
    assert TextIds("anna", "anna-8").next("Siv", "Ja!") != one
    assert one.startswith("anna-cx")


@pytest.mark.parametrize(
    ("printed", "registered", "name"),
    [
        ("Siv  Ahl ", False, "Siv Ahl"),
        ("", False, None),
        ("Anonym", False, None),
        ("Anonym", True, "Anonym"),
        ("anonym", False, "anonym"),
        ("Rut ”Rutan” O’Hara", False, 'Rut "Rutan" O\'Hara'),
        ("Maj – en väljare", False, "Maj - en väljare"),
        ("Maj -- en väljare", False, "Maj - en väljare"),
        ("Och sedan…", False, "Och sedan..."),
        ("Kalle (S)", False, "Kalle (S)"),
    ],
)
def test_a_name_has_one_spelling_on_every_route(
    printed: str, registered: bool, name: str | None
) -> None:
    assert author_name(printed, registered=registered) == name


def test_replies_follow_what_they_answer_and_pings_come_last() -> None:
    ping = make_comment(1, kind="pingback", published=after(0))
    late = make_comment(4, published=after(9))
    early = make_comment(5, published=after(3))
    reply = make_comment(6, parent="anna-c5", published=after(20))
    deeper = make_comment(7, parent="anna-c6", published=after(30))
    sister = make_comment(8, parent="anna-c5", published=after(10))

    arranged = arrange([ping, deeper, late, reply, early, sister])

    assert ids(arranged) == [5, 8, 6, 7, 4, 1]
    assert [c.position for c in arranged] == [0, 1, 2, 3, 4, 5]
    assert [c.depth for c in arranged] == [1, 2, 2, 3, 1, 1]


def test_siblings_written_in_one_second_keep_the_order_of_their_numbers() -> None:
    same = [make_comment(n, published=after(0)) for n in (9, 3, 5)]

    assert ids(arrange(same)) == [3, 5, 9]


def test_siblings_without_times_stand_by_number_or_as_the_page_has_them() -> None:
    numbered = [make_comment(n, published=None) for n in (9, 3)]
    bare = [
        replace(make_comment(n, published=None), native_id=None, id=f"anna-cx{n}")
        for n in (9, 3)
    ]

    assert ids(arrange(numbered)) == [3, 9]
    assert [c.id for c in arrange(bare)] == ["anna-cx9", "anna-cx3"]


def test_a_reply_whose_parent_is_not_shown_stands_at_the_top_and_names_it() -> None:
    orphan = make_comment(3, parent="anna-c2")

    (arranged,) = arrange([orphan])

    assert (arranged.parent, arranged.depth) == ("anna-c2", 1)


def test_parents_in_a_circle_lose_no_comment() -> None:
    circle = [
        make_comment(1, parent="anna-c3"),
        make_comment(2, parent="anna-c1"),
        make_comment(3, parent="anna-c2"),
        make_comment(4, parent="anna-c4"),
    ]

    assert sorted(c.id for c in arrange(circle)) == sorted(c.id for c in circle)


def test_a_chain_of_ten_thousand_replies_is_arranged() -> None:
    chain = [
        make_comment(n, parent=f"anna-c{n - 1}" if n else None) for n in range(10_000)
    ]

    assert arrange(chain)[-1].depth == 10_000


@st.composite
def threads(draw: st.DrawFn) -> list[Comment]:
    size = draw(st.integers(0, 12))
    return [
        make_comment(
            n,
            parent=f"anna-c{draw(st.integers(0, n - 1))}"
            if n and draw(st.booleans())
            else None,
            published=after(draw(st.integers(0, 3))),
            kind=draw(st.sampled_from(["comment", "comment", "pingback"])),
        )
        for n in range(size)
    ]


@given(threads(), st.randoms())
def test_the_order_does_not_depend_on_the_order_given(
    comments: list[Comment], chance: random.Random
) -> None:
    shuffled = comments[:]
    chance.shuffle(shuffled)

    arranged = arrange(comments)

    assert arrange(shuffled) == arranged
    assert arrange(arranged) == arranged
    assert sorted(c.id for c in arranged) == sorted(c.id for c in comments)


def answer(text: str, **fields: object) -> Comment:
    defaults = {"author": "Örjan", "published": after(600)}
    return make_comment(50, text=text, **{**defaults, **fields})


def answered(*comments: Comment) -> str | None:
    arranged = arrange(comments)
    read = resolve_answers(arranged, timezone=STOCKHOLM)
    return next(comment.answers for comment in read if comment.native_id == 50)


SIV = make_comment(10, author="Siv Ahl", published=after(0))


@pytest.mark.parametrize(
    "opening",
    [
        "Svar på kommentar från Siv Ahl 7/1-22. Tack!",
        "Svar på kommentar från Siv Ahl den 7 januari 2022: tack",
        "Svar på kommentaren av SIV  AHL, 7 jan 2022",
        "svar till siv ahl",
        "*Svar till Siv Ahl:* tack",
        "”Svar på fråga från Siv Ahl” …",
        "Svar på kommentar från\nSiv Ahl\n7/1-22\nTack!",
        "Svar på kommentar från Siv Ahl den 7 januari. Utan år.",
    ],
)
def test_opening_words_tell_whom_a_comment_answers(opening: str) -> None:
    assert answered(SIV, answer(opening)) == "anna-c10"


@pytest.mark.parametrize(
    "text",
    [
        "Svar på kommentar från Siv Ahl 8/1-22.",
        "Svar till Siv Ahl. Den 8/1-22 skrev du inget.",
        "Svar till Siv",
        "Svar till Siv Ahlgren",
        "Jag svarar Siv Ahl.",
        "Hej! Svar till Siv Ahl",
        "Svar till",
        "Svar på kommentar från Örjan",
    ],
)
def test_other_words_name_no_comment(text: str) -> None:
    assert answered(SIV, answer(text)) is None


def test_of_two_comments_by_one_name_the_day_decides_or_nobody() -> None:
    next_day = make_comment(11, author="siv ahl", published=after(24 * 60))
    later = {"published": after(48 * 60)}

    dated = answer("Svar på kommentar från Siv Ahl 8/1-22", **later)
    undated = answer("Svar på kommentar från Siv Ahl", **later)

    assert answered(SIV, next_day, dated) == "anna-c11"
    assert answered(SIV, next_day, undated) is None


def test_the_longest_name_in_the_thread_is_meant() -> None:
    short = make_comment(12, author="Siv", published=after(1))

    assert answered(SIV, short, answer("Svar till Siv Ahl")) == "anna-c10"
    assert answered(SIV, short, answer("Svar till Siv, tack")) == "anna-c12"


def test_a_comment_answers_only_what_was_there_before() -> None:
    assert answered(SIV, answer("Svar till Siv Ahl", published=after(-5))) is None


def test_the_day_is_the_local_one() -> None:
    night = replace(SIV, published=datetime(2022, 1, 6, 23, 30, tzinfo=UTC))

    assert answered(night, answer("Svar till Siv Ahl 7/1-22")) == "anna-c10"
    assert answered(night, answer("Svar till Siv Ahl 6/1-22")) is None


def test_the_nameless_can_be_answered() -> None:
    nameless = replace(SIV, author=None)

    assert answered(nameless, answer("Svar till Anonym 7/1-22")) == "anna-c10"


def make_thread(*comments: Comment, **fields: object) -> Thread:
    values = {"post": make_post(), "comments": comments, "layout": "wordpress-html5/1"}
    return Thread(**{**values, **fields})  # type: ignore[arg-type]


def test_pages_of_comments_become_one_thread_in_any_order() -> None:
    first = make_thread(SIV, pages=("https://b.example/2/",), problems=("ett",))
    second = make_thread(
        answer("Svar till Siv Ahl"), SIV, pages=("https://b.example/1/",)
    )

    merged = merge([first, second], timezone=STOCKHOLM)

    assert merged == merge([second, first, second], timezone=STOCKHOLM)
    assert ids(merged.comments) == [10, 50]
    assert merged.comments[1].answers == "anna-c10"
    assert merged.pages == ("https://b.example/1/", "https://b.example/2/")
    assert merged.problems == ("ett",)


def test_parts_of_a_post_are_joined_in_their_order() -> None:
    def part(number: int, text: str) -> Thread:
        link = Link(url=f"https://x.example/{number}", text=text)
        post = make_post(text=text, html=f"<p>{text}</p>", links=(link,))
        return make_thread(post=post, part=number)

    merged = merge([part(10, "tio"), part(1, "ett"), part(2, "två")], timezone="UTC")

    assert merged.post.text == "ett\n\ntvå\n\ntio"
    assert merged.post.html == "<p>ett</p>\n<p>två</p>\n<p>tio</p>"
    assert [link.text for link in merged.post.links] == ["ett", "två", "tio"]
    assert merged.part == 1


def test_what_one_page_does_not_tell_another_may() -> None:
    silent = make_post(author=None, published=None, comments_claimed=None)
    told = make_post(comments_claimed=9, likes=4)

    merged = merge([make_thread(post=silent), make_thread(post=told)], timezone="UTC")

    assert (merged.post.author, merged.post.comments_claimed) == ("Anna Ask", 9)
    assert merged.post.published == told.published
    assert merged.post.likes == 4


def test_pages_of_two_posts_are_no_thread() -> None:
    other = make_thread(post=make_post(8))

    with pytest.raises(ParseError, match=r"\['anna-7', 'anna-8'\]"):
        merge([make_thread(), other], timezone="UTC")
    with pytest.raises(ParseError, match=r"pages of one post expected, got \[\]"):
        merge([], timezone="UTC")
