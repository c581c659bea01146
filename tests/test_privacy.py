import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.html import fragment, safe_html, text_of
from scraper.privacy import mask_address, mask_html, mask_text
from scraper.privacy.markup import mask_tree
from scraper.privacy.signs import markup_may_be_private, may_be_private
from scraper.privacy.stream import marks_of, mask_marks

EMAIL, PERSON, PHONE = "[e-postadress]", "[personnummer]", "[telefonnummer]"


@pytest.mark.parametrize(
    "written",
    [
        "anna@exempel.se",
        "Anna.Bo+tips@post.exempel.co.uk",
        "åsa_ö@umeå.se",
        "anna (at) exempel.se",
        "anna [at] exempel [punkt] se",
        "anna(a)exempel.se",
        "anna[snabel-a]exempel.se",
        "anna snabel-a exempel punkt se",
        "anna at exempel dot se",
        "anna @ exempel.se",
        "anna%40exempel.se",
        "anna\u200b@exem\u00adpel.se",
    ],
)
def test_email_addresses_are_masked_in_many_disguises(written: str) -> None:
    masked = mask_text(f"Skriv till {written}, tack.")
    assert masked.text == f"Skriv till {EMAIL}, tack."
    assert masked.counts == {"email": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Följ @anna på X",
        "@anna@social.exempel",
        "https://x.com/@anna",
        "https://social.exempel/@anna@annan.exempel",
        "https://maps.exempel/@63.8258,20.2630,14z",
        "bild@2x.png",
        "3 kg @ 20 kr",
        "look at exempel.se",
        "Punkt (a) är viktigast. Se bilaga",
    ],
)
def test_handles_and_other_signs_are_no_email_addresses(text: str) -> None:
    assert mask_text(text).text == text


def test_an_email_address_inside_a_web_address_is_masked() -> None:
    text = "https://exempel.se/?till=anna@exempel.se&x=1"
    assert mask_text(text).text == f"https://exempel.se/?till={EMAIL}&x=1"


@pytest.mark.parametrize(
    "written",
    [
        "811218-9876",
        "19811218-9876",
        "198112189876",
        "8112189876",
        "811218 9876",
        "811218+9876",
        "811218–9876",
        "811278-9873",  # a coordination number: day + 60
    ],
)
def test_personal_numbers_are_masked(written: str) -> None:
    masked = mask_text(f"Barnet ({written}) flyttades.")
    assert masked.text == f"Barnet ({PERSON}) flyttades."
    assert masked.counts == {"personal_number": 1}


def test_a_number_that_is_called_personal_need_not_have_its_check_digit() -> None:
    assert mask_text("personnummer: 811218-9875").text == f"personnummer: {PERSON}"
    assert mask_text("811218-9875").text == "811218-9875"
    assert mask_text("personnummer: 811318-9875").counts == {}  # no such day


@pytest.mark.parametrize(
    "written",
    [
        "070-123 45 67",
        "0701234567",
        "070 123 45 67",
        "0701-23 45 67",
        "070/1234567",
        "090-16 10 00",
        "090 - 16 10 00",
        "(090) 16 10 00",
        "090-161000",
        "090161000",
        "08-123 456 78",
        "010-123 45 67",
        "0771-12 34 56",
        "0910-123 45",
        "+46 70 123 45 67",
        "+46701234567",
        "+46 (0)70-123 45 67",
        "0046 70 123 45 67",
        "+47 22 33 44 55",
        "+358 40 123 4567",
    ],
)
def test_telephone_numbers_are_masked(written: str) -> None:
    for text in (f"Ring {written}!", f"tel:{written}", f"1. {written}, kväll", written):
        masked = mask_text(text)
        assert masked.text == text.replace(written, PHONE)
        assert masked.counts == {"phone": 1}


def test_brackets_of_the_sentence_and_numbers_that_follow_stay() -> None:
    assert mask_text("(070-123 45 67)").text == f"({PHONE})"
    assert mask_text("070-123 45 67 12 gånger").text == f"{PHONE} 12 gånger"


@pytest.mark.parametrize(
    "text",
    [
        "22/11 2021",
        "2021-11-22",
        "2021-09-01 12:30",
        "08/12 2021",
        "08-12 2021",
        "08-12-2021",
        "01-12-2021",
        "05/12/2021",
        "7/1-22",
        "kl. 08.15-16.30",
        "öppet 08-16",
        "2015-2021",
        "46 gånger sedan 2015, 97 %",
        "5 000 000 kr",
        "+15 000 000 kr",
        "+46 500 000 kronor",
        "12 500 personer",
        "11 kap. 1–2 §§ SoL",
        "2001:453",
        "dnr 2021/00123-4",
        "dnr 0912-12345",
        "IFN-2021-0901-12345",
        "8.5-12345/2021",
        "ärende 20210901-1234",
        "mål nr 1234-21",
        "org.nr 556012-5790",
        "bankgiro 5555-1234",
        "plusgiro 12 34 56-7",
        "070123456789",
        "8112189876123",
        "https://tidning.exempel/2021/0901610001-x",
        "1177 och 112",
        "978-91-7000-150-5",
    ],
)
def test_dates_sums_laws_and_case_numbers_stay(text: str) -> None:
    for whole in (text, f"Se {text}.", f"({text})"):
        assert mask_text(whole).text == whole


def test_an_unmasked_text_is_the_same_text() -> None:
    for text in ("", "Hej\u00ad!\n\n  Två  mellanslag.", "12\u00a0500"):
        assert mask_text(text).text == text


def test_what_stands_on_two_lines_is_not_put_together() -> None:
    assert mask_text("070-123\n45 67").counts == {}
    assert mask_html("<p>070-123</p><p>45 67</p>").counts == {}
    assert mask_html("070-123<br>45 67").counts == {}


def test_markup_is_masked_across_its_elements() -> None:
    masked = mask_html("<p>Skriv <b>anna</b>@<i>exempel</i>.se &amp; <em>ring</em></p>")
    assert masked.text == f"<p>Skriv <b>{EMAIL}</b><i></i> &amp; <em>ring</em></p>"
    assert masked.counts == {"email": 1}


def test_a_line_break_in_the_source_is_a_space_but_in_pre_a_line() -> None:
    assert mask_html("<p>070-123\n45 67</p>").text == f"<p>{PHONE}</p>"
    assert mask_html("<pre>070-123\n45 67</pre>").counts == {}


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("mailto:anna@exempel.se", False),
        ("MAILTO:anna@exempel.se?subject=x", False),
        ("tel:+46701234567", False),
        ("https://exempel.se/?till=anna%40exempel.se", False),
        ("https://0.gravatar.com/avatar/0123456789abcdef?s=96", False),
        ("https://avatarer.exempel/avatar/0123456789abcdef0123456789ABCDEF", False),
        ("https://spel.exempel/avatar/drake", True),
        ("https://social.exempel/@anna@annan.exempel", True),
        ("https://exempel.se/0701234567", True),
    ],
)
def test_links_that_write_or_call_lose_their_address(href: str, kept: bool) -> None:
    masked = mask_html(f'<p><a href="{href}">Hör av dig</a></p>')
    assert ("href" in masked.text) is kept
    assert "Hör av dig" in masked.text
    assert mask_address(href) == (href if kept else None)


def test_attributes_and_comments_tell_nothing() -> None:
    html = '<p title="anna@exempel.se">x<!-- 070-123 45 67 --></p><p>a@b.se</p>'
    masked = mask_html(html)
    assert masked.text == f'<p title="{EMAIL}">x</p><p>{EMAIL}</p>'
    assert masked.counts == {"email": 2}


def test_unmasked_markup_is_the_same_markup() -> None:
    html = "<p>Hej &nbsp; <b>du</b> & <br />jag"
    assert mask_html(html).text == html


WORDS = st.sampled_from(
    [
        *(
            "anna",
            "@",
            "exempel.se",
            ".se",
            " (at) ",
            " snabel-a ",
            "811218",
            "-",
            "9876",
        ),
        *(
            "070",
            "123 45 67",
            "090-16 10 00",
            "0701234567",
            "+46",
            " ",
            "\u00a0",
            "\u00ad",
        ),
        *(
            "1",
            "0",
            "2021",
            "/",
            "(",
            ")",
            ".",
            ",",
            "ö",
            "dnr ",
            "personnummer ",
            "tel:",
        ),
        *(
            "https://x.se/",
            "[",
            "]",
            "[personnummer]",
            "Hej",
            "!",
            "kr",
            "%40",
            "\u200b",
        ),
    ]
)
TAGS = st.sampled_from(
    [
        *("<b>", "</b>", "<i>", "</i>", "<p>", "</p>", "<br>", "<li>", "</li>", "<ul>"),
        *("</ul>", "<blockquote>", "</blockquote>", "<span>", "</span>", "\n", "<ol>"),
        *("<pre>", "</pre>", "<h2>", "</h2>", "<table>", "<tr>", "<td>", "</table>"),
        '<a href="mailto:a@b.se">',
        "</a>",
        '<img class="emoji" alt="🙂" src="https://s.w.org/x.svg">',
    ]
)


@pytest.mark.slow
@given(st.lists(st.one_of(WORDS, st.text(max_size=3)), max_size=14).map("".join))
@settings(max_examples=200, deadline=None)
def test_masking_a_text_twice_is_masking_it_once(text: str) -> None:
    once = mask_text(text)
    again = mask_text(once.text)
    assert (again.text, again.counts) == (once.text, {})


@pytest.mark.slow
@given(st.lists(st.one_of(WORDS, TAGS), max_size=16).map("".join))
@settings(max_examples=300, deadline=None)
def test_markup_and_its_text_are_masked_alike(markup: str) -> None:
    html = safe_html(markup)
    masked = mask_html(html)
    again = mask_html(masked.text)
    assert (again.text, again.counts) == (masked.text, {})
    shown = text_of(fragment(masked.text))
    assert shown == mask_text(text_of(fragment(html))).text


SIGNS = st.sampled_from(
    [
        *("anna", "@", "＠", "%40", "(at)", "[ AT ]", "(a)", " at ", "snabel-a", "se"),
        *("Snabela", "kanelbulle", "exempel", ".", " punkt ", " dot ", "0", "7", "070"),
        *("090-", "16", "10", "00", "811218", "-", "9876", "+46", "(0)", "2024-11-05"),
        *("den", "i", "och", ",", ":", "<", "", " ", "  ", "\n"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(SIGNS, max_size=14))
def test_a_text_without_signs_holds_nothing(pieces: list[str]) -> None:
    """What is not looked at closely would have been left as it is."""
    text = "".join(pieces)
    if not may_be_private(text):
        assert mask_marks(list(marks_of(text)))[1].total() == 0
    html = fragment(text).inner_html or ""
    if not markup_may_be_private(html):
        assert mask_tree(html) == (html, {})


@pytest.mark.parametrize(
    "text",
    [
        "anna@exempel.se",
        "anna (AT) exempel.se",
        "anna snabel-a exempel punkt se",
        "anna at exempel dot se",
        "811218-9876",
        "0701234567",
        "08-12 34 56 7",
        "+46 (0) 90 16 10 00",
        "٠٧٠١٢٣٤٥٦٧",
    ],
)
def test_what_is_private_shows_a_sign_also_where_tags_part_it(text: str) -> None:
    assert may_be_private(text)
    assert markup_may_be_private(f"<p>{text[:6]}<b>{text[6:]}</b></p>")
