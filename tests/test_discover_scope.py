import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.discover.scope import (
    address_key,
    belongs,
    first_page,
    is_dated,
    is_month,
    page_number,
    post_url,
)
from scraper.model import Source

HOME = "https://blogg.example/Anna/"


@pytest.fixture
def source() -> Source:
    return Source(name="anna", platform="wordpress", home=HOME)


@pytest.mark.parametrize(
    "path",
    [
        "2021/10/27/ivos-kritik/",
        "2021/10/27/ivos-kritik",
        "2023/09/26/11754/",  # a slug that is a number
        "ivos-kritik/",
        "arkiv/123/",
        "2021/10/page-tva/",
        "om/page/",
        "feedback/",
        "wp-var-det-dar/",
        "index.php/2021/10/27/ivos-kritik/",
        "?p=1609",
        "?post_type=kronika&p=1609",
        "%D0%BF%D1%80%D0%B8/",
    ],
)
def test_permalinks_of_all_kinds_can_be_posts(path: str, source: Source) -> None:
    assert post_url(HOME + path, source) is not None


@pytest.mark.parametrize(
    "path",
    [
        "",
        "2021/",
        "2021/10/",
        "2021/10/27/",
        "2021/10/page/2/",
        "page/2/",
        "?paged=2",
        "?m=202110",
        "?cat=3",
        "?page_id=2",
        "?attachment_id=77",
        "?p=12&preview=true",
        "category/umea/",
        "kategori/umea/",
        "tag/ivo/",
        "author/anna/",
        "feed/",
        "comments/feed/",
        "2021/10/27/ivos-kritik/feed/",
        "2021/10/27/ivos-kritik/embed/",
        "2021/10/27/ivos-kritik/?replytocom=7#respond",
        "2021/10/27/ivos-kritik/attachment/bild/",
        "wp-admin/",
        "wp-login.php",
        "wp-content/uploads/2021/10/bild.jpg",
        "wp-json/wp/v2/posts/1",
        "xmlrpc.php",
    ],
)
def test_what_is_no_post_is_never_one(path: str, source: Source) -> None:
    assert post_url(HOME + path, source) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://blogg.example/Berta/2021/10/27/x/",
        "https://blogg.example/Annabella/2021/10/27/x/",
        "https://blogg.example/2021/10/27/x/",
        "https://other.example/Anna/2021/10/27/x/",
        "https://blogg.example.evil.example/Anna/x/",
        "https://blogg.example:8443/Anna/x/",
        "ftp://blogg.example/Anna/x/",
        "mailto:anna@blogg.example",
        "javascript:void(0)",
        "http://[ingen]/anna/",
    ],
)
def test_other_blogs_and_hosts_do_not_belong(url: str, source: Source) -> None:
    assert not belongs(url, source)
    assert post_url(url, source) is None


def test_a_section_ends_at_its_path() -> None:
    section = Source(
        name="tidning",
        platform="wordpress",
        home="https://tidning.example/blogg/",
        include="/blogg/",
    )
    assert belongs("https://tidning.example/blogg/om-socialtjansten/", section)
    assert not belongs("https://tidning.example/bloggare/x/", section)
    assert not belongs("https://tidning.example/ledare/x/", section)


@pytest.mark.parametrize(
    "same",
    [
        "http://blogg.example/Anna/2021/10/27/%C3%A5r/",
        "https://www.blogg.example/anna/2021/10/27/%c3%a5r",
        "https://blogg.example:443/ANNA/2021/10/27/år/#comments",
        "https://BLOGG.example/Anna/2021/10/27/a\u030ar/",
    ],
)
def test_spellings_of_one_address_are_equal(same: str) -> None:
    assert address_key(same) == address_key(HOME + "2021/10/27/år/")


def test_plain_permalinks_are_told_apart() -> None:
    assert address_key(HOME + "?p=1") != address_key(HOME + "?p=2")


def test_a_post_is_written_with_the_scheme_and_host_of_the_front_page(
    source: Source,
) -> None:
    found = post_url("http://www.blogg.example/Anna/2012/01/02/Gammalt/", source)
    assert found == "https://blogg.example/Anna/2012/01/02/Gammalt/"


def test_the_page_of_comments_is_no_part_of_a_posts_address(source: Source) -> None:
    found = post_url(HOME + "2021/10/27/x/comment-page-2/#comment-9", source)
    assert found == HOME + "2021/10/27/x/"


def test_dated_posts_and_months_are_recognised(source: Source) -> None:
    assert is_dated(HOME + "2021/10/27/x/", source)
    assert not is_dated(HOME + "om-mig/", source)
    assert is_month(HOME + "2021/10/", source)
    assert is_month(HOME + "?m=202110", source)
    assert not is_month(HOME + "2021/10/27/", source)
    assert not is_month(HOME + "2021/13/", source)


@pytest.mark.parametrize(
    ("url", "number", "first"),
    [
        (HOME + "page/3/", 3, HOME),
        (HOME + "2014/09/page/2", 2, HOME + "2014/09/"),
        (HOME + "?cat=3&paged=2", 2, HOME + "?cat=3"),
        (HOME + "?query-1-page=4", 4, HOME),
        (HOME, 1, HOME),
    ],
)
def test_pages_of_listings_are_numbered(url: str, number: int, first: str) -> None:
    assert page_number(url) == number
    assert first_page(url) == first


@pytest.mark.slow
@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_tail_of_an_address_breaks_it(tail: str) -> None:
    source = Source(name="anna", platform="wordpress", home=HOME)
    found = post_url(HOME + tail, source)
    assert found is None or post_url(found, source) == found
