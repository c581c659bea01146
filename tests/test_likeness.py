import pytest

from scraper.apply.likeness import same_text, share, title_key

BODY = (
    "Kommunen har i tre år lovat en ny simhall vid ån. Nu säger nämnden att "
    "pengarna är slut och att barnen får åka buss till grannkommunen i stället. "
    "Vi som bor här har hört det förut och tänker inte nöja oss med vackra ord."
)


def test_added_motto_and_postscript_are_the_same_post() -> None:
    reprint = f"Den som väntar på något gott.\n{BODY}\nPS. Vi ses på torget i morgon."
    assert same_text(BODY, reprint)


def test_one_heading_over_two_texts_is_not_the_same_post() -> None:
    other = (
        "Vi fortsätter frågan om simhallen. Den här gången gäller det ventilationen, "
        "som ingen har velat räkna på trots att ritningarna har legat klara sedan maj."
    )
    assert not same_text(BODY, other)


@pytest.mark.parametrize(("cut", "same"), [(0.9, True), (0.5, True)])
def test_shortened_reprint_is_the_same_post(cut: float, same: bool) -> None:
    assert same_text(BODY, BODY[: int(len(BODY) * cut)]) is same


def test_edge_lies_at_four_fifths_of_the_sequences() -> None:
    words = [f"ord{i}" for i in range(104)]  # 100 sequences of five
    mixed = [*words[:84], *(f"annat{i}" for i in range(20))]  # 80 of them
    assert share(" ".join(words), " ".join(mixed)) == 0.8
    assert same_text(" ".join(words), " ".join(mixed))
    mixed[83] = "ändrat"
    assert not same_text(" ".join(words), " ".join(mixed))


def test_empty_text_is_only_like_an_empty_text() -> None:
    assert same_text("", "")
    assert not same_text("", BODY)


def test_title_key_is_blind_to_case_space_and_punctuation() -> None:
    assert title_key("Vem  styr? (S)") == title_key("vem styr – s!")
