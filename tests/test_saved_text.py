import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import NotAPost
from scraper.model import Comment, Link, Source, Thread
from scraper.platforms.saved_text import parse_text

SOURCE = Source(
    name="anna",
    platform="wordpress",
    home="https://blogg.example/anna/",
    owner="Anna Ström",
)
PAGE = """Taket läcker igen

Det regnade in i matsalen.
Ingen har svarat.

 \u00a0

Avslutning

4 kommentarer

 1. Bo Ek

  Detta är inte första gången.
  Tak åldras.

  Men ingen lyssnar.

  • Anna Ström (inläggsförfattare)

   Svar på kommentar från Bo Ek 3 mars 2021
   Jag lyssnar.

 2. Cilla

  Håller med.

Lämna ett svar

E-postadressen publiceras inte med automatik.
Ägaren av bloggen kan dock se ditt IP-nummer samt den epost-adress du anger."""


def thread_with(comments: str, claimed: str = "9 kommentarer") -> Thread:
    text = f"Rubrik\n\nInlägget.\n\n{claimed}\n\n{comments}\n\nLämna ett svar\n"
    return parse_text(text, SOURCE)


def comments_of(comments: str) -> tuple[Comment, ...]:
    return thread_with(comments).comments


def test_a_page_is_read_whole() -> None:
    thread = parse_text(PAGE, SOURCE)
    assert thread.post.title == "Taket läcker igen"
    assert thread.post.text == (
        "Det regnade in i matsalen.\nIngen har svarat.\n\nAvslutning"
    )
    assert (thread.post.url, thread.post.published, thread.post.html) == (None,) * 3
    assert thread.post.comments_claimed == 4
    assert thread.layout == "saved-text/1"
    assert thread.problems == ()
    assert [(c.author, c.depth, c.is_post_author) for c in thread.comments] == [
        ("Bo Ek", 1, False),
        ("Anna Ström", 2, True),
        ("Cilla", 1, False),
    ]
    bo, anna, _ = thread.comments
    assert bo.text == (
        "Detta är inte första gången.\nTak åldras.\n\nMen ingen lyssnar."
    )
    assert (anna.parent, anna.answers, anna.position) == (bo.id, bo.id, 1)
    assert {c.published for c in thread.comments} == {None}


def test_ids_do_not_depend_on_layout_and_tell_repeats_apart() -> None:
    once = parse_text(PAGE, SOURCE)
    again = parse_text(PAGE.replace("\n", "\r\n").replace("igen", "igen  "), SOURCE)
    assert [c.id for c in again.comments] == [c.id for c in once.comments]
    assert again.post.id == once.post.id
    assert once.post.id.startswith("anna-x")
    assert once.comments[0].id.startswith("anna-cx")
    twice = comments_of(" 1. Bo\n\n  Ja.\n\n 2. Bo\n\n  Ja.")
    assert len({c.id for c in twice}) == 2


def test_an_address_that_somebody_told_is_the_posts() -> None:
    url = "https://blogg.example/anna/2021/03/02/tak/"
    thread = parse_text(PAGE, SOURCE, url=url + "#comments")
    assert thread.post.url == url
    assert thread.post.id != parse_text(PAGE, SOURCE).post.id


def test_a_post_without_comments_ends_at_the_form() -> None:
    thread = parse_text("Rubrik\n\nInlägget.\n\nLämna en kommentar", SOURCE)
    assert thread.post.text == "Inlägget."
    assert (thread.post.comments_claimed, thread.comments) == (None, ())
    assert thread.problems == ()


@pytest.mark.parametrize(
    "words",
    [
        "1. något",
        "  2. Något helt annat",
        "• punkt",
        "• en punkt\n\nsom fortsätter på nästa rad",
        "• ett\n• två\n• tre",
        "3 kommentarer",
        "Lämna ett svar",
        "E-postadressen publiceras inte med automatik.",
        "(inläggsförfattare)",
        "2.",
        "   • långt in\n\n      och ännu längre in",
    ],
)
@pytest.mark.parametrize("indent", [2, 3])
def test_no_words_of_a_comment_are_taken_for_structure(words: str, indent: int) -> None:
    moved = "\n".join(" " * indent + line if line else "" for line in words.split("\n"))
    opening = " 1. Bo\n\n  Först.\n\n"
    if indent == 3:
        opening += "  • Anna Ström\n\n   Svar.\n\n"
    comments = comments_of(f"{opening}{moved}\n\n 2. Cilla\n\n  Sist.")
    assert [c.author for c in comments][-1] == "Cilla"
    assert len(comments) == indent
    first_words = words.split("\n")[0].strip()
    assert first_words in comments[-2].text


@pytest.mark.parametrize(
    "words", ["3 kommentarer", "1. Hur då?\n2. När?", "Lämna ett svar", "• ett\n• två"]
)
def test_no_words_of_a_post_are_taken_for_the_thread(words: str) -> None:
    text = f"Rubrik\n\nFörst.\n\n{words}\n\nSist.\n\n1 kommentar\n\n 1. Bo\n\n  Ja.\n\n"
    thread = parse_text(text + "Lämna ett svar", SOURCE)
    assert thread.post.text == f"Först.\n\n{words}\n\nSist."
    assert [c.text for c in thread.comments] == ["Ja."]
    without = f"Rubrik\n\nFörst.\n\n{words}\n\nSist.\n\nLämna en kommentar"
    assert parse_text(without, SOURCE).post.text == f"Först.\n\n{words}\n\nSist."


def test_replies_nest_as_far_as_they_are_moved_in() -> None:
    comments = comments_of(
        " 1. A\n\n  a\n\n  • B\n\n   b\n\n   • C\n\n    c\n\n   • D\n\n    d\n\n"
        "  • E\n\n   e\n\n 2. F\n\n  f"
    )
    names = {c.id: c.author for c in comments}
    assert [(c.author, names.get(c.parent or ""), c.depth) for c in comments] == [
        ("A", None, 1),
        ("B", "A", 2),
        ("C", "B", 3),
        ("D", "B", 3),
        ("E", "A", 2),
        ("F", None, 1),
    ]


def test_a_reply_whose_parent_is_missing_is_kept_and_reported() -> None:
    thread = thread_with(
        "  • Anna Ström (inläggsförfattare)\n\n   Svar.\n\n 1. B\n\n  b"
    )
    assert [(c.author, c.parent, c.depth) for c in thread.comments] == [
        ("Anna Ström", None, 1),
        ("B", None, 1),
    ]
    assert thread.problems == (
        "comment 1 in the text is a reply to a comment that is not there: "
        "kept without a parent",
    )


def test_numbers_of_two_digits_may_be_moved_out() -> None:
    text = "\n\n".join(f" {n}. A\n\n  a{n}" for n in range(1, 10))
    comments = comments_of(text + "\n\n10. B\n\n  b\n\n11. C\n\n  c")
    assert [c.author for c in comments][-3:] == ["A", "B", "C"]


def test_a_missing_number_is_reported() -> None:
    thread = thread_with(" 1. A\n\n  a\n\n 3. B\n\n  b")
    assert len(thread.comments) == 2
    assert thread.problems == ("expected comment 2, got 3",)


def test_words_out_of_place_are_kept_and_reported() -> None:
    thread = thread_with(" 1. A\n\n  a\n\nutan indrag\n\n  b")
    assert thread.comments[0].text == "a\n\nutan indrag\n\nb"
    assert "got 0: kept with comment 1" in thread.problems[0]


def test_two_names_with_the_authors_mark_are_not_both_believed() -> None:
    thread = thread_with(
        " 1. Kalle (inläggsförfattare)\n\n  k\n\n"
        " 2. Anna Ström (inläggsförfattare)\n\n  a"
    )
    assert [(c.author, c.is_post_author) for c in thread.comments] == [
        ("Kalle", False),
        ("Anna Ström", True),
    ]
    assert "several names marked so" in thread.problems[0]


def test_an_empty_name_is_no_name() -> None:
    assert [c.author for c in comments_of(" 1. Anonym\n\n  a\n\n 2.\n\n  b")] == [
        None
    ] * 2


def test_addresses_in_words_become_links_but_not_those_of_the_blog() -> None:
    (comment,) = comments_of(
        " 1. A\n\n  Läs https://tidning.example/a-b?c=1. Och (http://x.example/y),\n"
        "  https://blogg.example/anna/2020/01/01/z/"
    )
    assert [link.url for link in comment.links] == [
        "https://tidning.example/a-b?c=1",
        "http://x.example/y",
    ]
    assert comment.links[0] == Link(url=comment.links[0].url, text=comment.links[0].url)


def test_claimed_comments_that_are_all_hidden_are_claimed() -> None:
    thread = thread_with("", claimed="2 kommentarer")
    assert (thread.post.comments_claimed, thread.comments) == (2, ())


def test_a_text_that_stops_inside_the_thread_says_so() -> None:
    thread = parse_text(PAGE.partition("Lämna")[0], SOURCE)
    assert len(thread.comments) == 3
    assert thread.problems == (
        "expected the comment form after the thread, got the end of text",
    )


def test_lines_below_the_form_are_counted() -> None:
    thread = parse_text(PAGE + "\n\nSenaste inläggen\nArkiv\n", SOURCE)
    assert thread.problems == ("2 lines after the comment form were not read",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Hej!\n\nHär är min inköpslista:\n1. mjölk\n",
            "without a line 'N kommentarer'",
        ),
        ("Skyddad: Rubrik\n\nLösenord:\n\nLämna ett svar", "behind a password"),
        ("\n\n2 kommentarer\n\n 1. A\n\n  a", "no words at all"),
        ("", "without a line"),
    ],
)
def test_what_is_no_saved_post_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotAPost, match=reason):
        parse_text(text, SOURCE)


LINE = st.text(
    st.sampled_from(" •.123 abkommentarerLämnaettsvar()\t\u00a0"), max_size=30
)


@settings(deadline=None)
@given(st.lists(LINE, max_size=30))
def test_no_text_breaks_the_reader_and_no_comment_is_its_own_parent(
    lines: list[str],
) -> None:
    text = "Rubrik\n\nOrd.\n\n3 kommentarer\n\n 1. Bo\n\n" + "\n".join(lines)
    thread = parse_text(text, SOURCE)
    before: set[str] = set()
    for comment in thread.comments:
        assert comment.parent is None or comment.parent in before
        before.add(comment.id)
    assert len(before) == len(thread.comments)
