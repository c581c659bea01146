from typing import Any

import pytest

from scraper.apply.merge import merge
from scraper.apply.rows import comment_row, post_row
from tests.factory import make_comment, make_post, make_source

SOURCE = make_source()


def stored_post(**fields: Any) -> dict[str, Any]:
    row = post_row(make_post(**fields), SOURCE)
    return merge("posts", None, row).row


def stored_comment(**fields: Any) -> dict[str, Any]:
    row = comment_row(make_comment(1, **fields), SOURCE, "https://b.example/7/")
    return merge("comments", None, row).row


def seen_comment(**fields: Any) -> dict[str, Any]:
    return comment_row(make_comment(1, **fields), SOURCE, "https://b.example/7/")


def test_equal_sight_changes_nothing() -> None:
    old = stored_post()
    merged = merge("posts", old, post_row(make_post(), SOURCE))
    assert merged.edited == ()
    assert not merged.differs_from(old)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Snön är borta"),
        ("text", "Plogbilen kom till slut."),
        ("author", "Anna Björk"),
        ("url", "https://blogg.example/anna/2024/02/annat/"),
    ],
)
def test_changed_content_is_an_edit(field: str, value: str) -> None:
    merged = merge(
        "posts", stored_post(), post_row(make_post(**{field: value}), SOURCE)
    )
    assert merged.edited == (field,)
    assert merged.row[field] == value
    assert merged.row["digest"] != stored_post()["digest"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "Plogbilen kom inte i natt heller.\n\n Vi väntar ännu. "),
        ("url", "http://blogg.example/anna/2024/02/7"),
        ("title", "Snön  ligger kvar"),
    ],
)
def test_cosmetic_difference_is_no_edit_and_is_not_written(
    field: str, value: str
) -> None:
    old = stored_post()
    merged = merge("posts", old, post_row(make_post(**{field: value}), SOURCE))
    assert merged.edited == ()
    assert merged.row[field] == old[field]
    assert merged.row["digest"] == old["digest"]


def test_null_never_overwrites_a_value() -> None:
    old = stored_post()
    blind = make_post(author=None, published=None, comments_claimed=None)
    merged = merge("posts", old, post_row(blind, SOURCE))
    assert not merged.differs_from(old)


def test_learning_what_was_unknown_is_no_edit() -> None:
    old = stored_post(author=None)
    merged = merge("posts", old, post_row(make_post(), SOURCE))
    assert merged.row["author"] == "Anna Ask"
    assert merged.edited == ()


def test_true_parent_corrects_a_visible_one_without_an_edit() -> None:
    old = stored_comment(parent="anna-c3")
    new = seen_comment(parent="anna-c4", parent_precision="true")
    merged = merge("comments", old, new)
    assert (merged.row["parent"], merged.row["parent_precision"]) == ("anna-c4", "true")
    assert merged.edited == ()


def test_visible_parent_never_overwrites_a_true_one() -> None:
    old = stored_comment(parent="anna-c4", parent_precision="true")
    merged = merge("comments", old, seen_comment(parent="anna-c3"))
    assert not merged.differs_from(old)


def test_flattened_thread_keeps_its_parents() -> None:
    old = stored_comment(parent="anna-c3")
    merged = merge("comments", old, seen_comment(), shown={"anna-c1", "anna-c3"})
    assert merged.row["parent"] == "anna-c3"
    assert merged.edited == ()


def test_reply_whose_parent_is_gone_moves_with_an_edit() -> None:
    old = stored_comment(parent="anna-c3")
    merged = merge("comments", old, seen_comment(), shown={"anna-c1"})
    assert merged.row["parent"] is None
    assert merged.edited == ("parent",)


def test_coarser_time_never_overwrites_a_finer_one() -> None:
    old = stored_comment()
    coarse = seen_comment(
        published=make_comment(1).published.replace(second=0),  # type: ignore[union-attr]
        published_precision="minute",
    )
    assert not merge("comments", old, coarse).differs_from(old)


def test_finer_time_corrects_a_coarser_one_without_an_edit() -> None:
    day = make_comment(1).published
    old = stored_comment(published_precision="day")
    new = seen_comment(published=day.replace(hour=15))  # type: ignore[union-attr]
    merged = merge("comments", old, new)
    assert merged.row["published"] == "2024-02-11T15:01:00Z"
    assert merged.edited == ()


def test_theme_that_leaves_out_words_takes_none_away() -> None:
    ping = stored_comment(kind="pingback", text="[…] som hon skriver […]")
    seen = seen_comment(kind="pingback", text="")
    merged = merge("comments", ping, seen)
    assert (merged.row["text"], merged.edited) == (ping["text"], ())
    other = merge("comments", {**ping, "text": ""}, {**seen, "text": "Länk hit."})
    assert (other.row["text"], other.edited) == ("Länk hit.", ())
    emptied = merge("comments", stored_comment(text="Ord."), seen_comment(text=""))
    assert emptied.edited == ("text",)


def test_word_for_an_untitled_post_is_no_edit_and_stays() -> None:
    named = post_row(make_post(title="Untitled"), SOURCE)
    merged = merge("posts", stored_post(title=""), named)
    assert merged.edited == ()
    again = merge("posts", merged.row, post_row(make_post(title=""), SOURCE))
    assert (again.row["title"], again.row["title_key"]) == ("Untitled", "untitled")
    assert again.edited == ()
