import pytest

from scraper.swedish.counts import comment_count


@pytest.mark.parametrize(
    ("printed", "count"),
    [
        ("12 kommentarer", 12),
        ("1 kommentar", 1),
        ("12 kommentar(er)", 12),
        ("1 204 kommentarer", 1204),
        ("1\u00a0204 kommentarer", 1204),
        ("12 svar till “Taket läcker”", 12),
        ("Ett svar till “Taket läcker”", 1),
        ("En reaktion på ”Taket läcker”", 1),
        ("3 reaktioner på ”Taket läcker”", 3),
        ("2 thoughts on “Roof”", 2),
        ("Bli först att kommentera 2", 0),
        ("Av Stig Ek, 9 september 2018 kl 19:05, Bli först att kommentera 2", 0),
        ("Av , , 3 kommentarer 42", 3),
        ("Inga kommentarer", 0),
        ("Lämna ett svar", 0),
        ("Kommentarer inaktiverade för Taket", None),
        ("Kommentarer", None),
        ("Av Stig Ek, 9 september 2018", None),
        ("", None),
    ],
)
def test_claimed_comments_are_read_in_every_wording(
    printed: str, count: int | None
) -> None:
    assert comment_count(printed) == count


def test_a_clock_before_the_word_is_no_count() -> None:
    assert comment_count("kl 19:05 kommentarer") is None
