from datetime import UTC, datetime

import pytest

from scraper.discover import Lead, read_index
from scraper.errors import ParseError
from scraper.model import Capture, PostRef, Purpose, Source

HOME = "https://blogg.example/anna/"
SOURCE = Source(name="anna", platform="wordpress", home=HOME)


def page(
    body: str, url: str = HOME, purpose: Purpose = "listing", **headers: str
) -> Capture:
    return Capture(
        source="anna",
        purpose=purpose,
        url=url,
        final_url=url,
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
        status=200,
        headers=headers,
        body=f"<!DOCTYPE html><html><head></head>{body}</html>".encode(),
    )


def entry(slug: str = "2021/10/27/tak/", meta: str = "", text: str = "") -> str:
    return f"""<article class="post type-post hentry">
    <h2 class="entry-title"><a href="{HOME}{slug}" rel="bookmark">Rubrik</a></h2>
    <p class="post-meta">{meta}</p><div class="entry-content">{text}</div></article>"""


def refs(body: str, url: str = HOME) -> tuple[PostRef, ...]:
    return read_index(page(body, url), SOURCE).refs


def leads(body: str, url: str = HOME) -> list[tuple[str, str]]:
    more = read_index(page(entry() + body, url), SOURCE).more
    return [(lead.why, lead.url.removeprefix(HOME)) for lead in more]


def test_the_line_under_a_title_gives_time_and_count_but_not_likes() -> None:
    author = f'<a href="{HOME}author/anna/">Anna Ek</a>'
    when = f'<a href="{HOME}2021/10/27/tak/">9 september 2018 kl 19:05</a>'
    count = f'<a href="{HOME}2021/10/27/tak/#comments">12 kommentarer</a>'
    (ref,) = refs(entry(meta=f"Av {author}, {when}, {count} <span>42</span>"))
    assert ref == PostRef(
        url=HOME + "2021/10/27/tak/",
        title="Rubrik",
        published=datetime(2018, 9, 9, 17, 5, tzinfo=UTC),
        comments_claimed=12,
    )


@pytest.mark.parametrize(
    ("meta", "claimed"),
    [
        ("Av Anna Ek, 9 september 2018 kl 19:05, Bli först att kommentera 2", 0),
        ("Av , , Bli först att kommentera 6", 0),
        ("Av , , 3 kommentarer 42", 3),
        ("Av , , 1 kommentar 7", 1),
        ("Av , , 1 204 kommentarer 7", 1204),
        ("12 kommentar(er)", 12),
        ("Lämna en kommentar", 0),
        ("Kommentarer inaktiverade", None),
        ("9 september 2018", None),
        ("", None),
    ],
)
def test_counts_are_read_in_every_wording(meta: str, claimed: int | None) -> None:
    assert refs(entry(meta=meta))[0].comments_claimed == claimed


def test_what_a_post_says_about_comments_is_no_count() -> None:
    text = "<p>Av Bo, 3 mars 2019 kl 12:00, 99 kommentarer</p>"
    (ref,) = refs(entry(meta="Av Anna", text=text))
    assert (ref.comments_claimed, ref.published) == (None, None)


def test_a_title_that_speaks_of_comments_is_no_count() -> None:
    title = f'<h2 class="entry-title"><a href="{HOME}a/">Ett svar till Bo</a></h2>'
    header = f'<header class="entry-header">{title}<p>{{}}</p></header>'
    found = [
        refs(f"<article>{header.format(line)}</article>")[0].comments_claimed
        for line in ("Av Anna", "Av Anna, 4 kommentarer")
    ]
    assert found == [None, 4]


def test_the_time_of_the_entry_wins_over_times_in_its_text() -> None:
    meta = """<time class="entry-date published" datetime="2022-01-07T08:02:51+01:00">
    7 januari 2022</time><time class="updated" datetime="2022-02-01T08:00:00+01:00">"""
    text = '<time datetime="1999-01-01T00:00:00Z">då</time>'
    (ref,) = refs(entry(meta=meta, text=text))
    assert ref.published == datetime(2022, 1, 7, 7, 2, 51, tzinfo=UTC)
    assert ref.modified == datetime(2022, 2, 1, 7, tzinfo=UTC)


def test_a_bare_day_is_not_turned_into_a_time() -> None:
    (ref,) = refs(entry(meta='<time datetime="2022-01-07">7 januari 2022</time>'))
    assert ref.published is None


@pytest.mark.parametrize(
    "markup",
    [
        '<div id="post-7" class="post"><h2><a href="{u}">R</a></h2></div>',
        '<div class="post-7 post type-post hentry"><h1><a href="{u}">R</a></h1></div>',
        '<ul><li class="wp-block-post post-7 post"><h2 class="wp-block-post-title">'
        '<a href="{u}" target="_self">R</a></h2></li></ul>',
        '<article id="post-7"><a class="post-title" href="{u}">R</a></article>',
    ],
)
def test_entries_of_many_themes_give_post_and_id(markup: str) -> None:
    found = refs(markup.replace("{u}", HOME + "2021/10/27/tak/"))
    assert found == (PostRef(url=HOME + "2021/10/27/tak/", native_id=7, title="R"),)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="{u}" rel="bookmark"><time>26 september 2023</time></a>',
        '<p class="post-meta">Av <a href="/anna/author/x/">X</a>, '
        '<a href="{u}">26 september 2023 kl 10:00</a></p>',
        '<a href="{u}#respond">Bli först att kommentera</a>',
    ],
)
def test_a_post_without_title_is_found_by_what_else_leads_to_it(link: str) -> None:
    url = HOME + "2023/09/26/11754/"
    (ref,) = refs(f"<article class='post'>{link.replace('{u}', url)}</article>")
    assert (ref.url, ref.title) == (url, None)


def test_a_sticky_post_listed_twice_is_one() -> None:
    index = read_index(page(entry() + entry("2021/10/28/b/") + entry()), SOURCE)
    assert [ref.url[len(HOME) :] for ref in index.refs] == [
        "2021/10/27/tak/",
        "2021/10/28/b/",
    ]
    assert index.listed == 3


def test_headings_inside_a_post_and_in_the_margin_are_no_posts() -> None:
    inner = f'<h2><a href="{HOME}2020/01/01/gammal/">Läs även</a></h2>'
    aside = f'<aside><article><h2><a href="{HOME}2020/01/02/b/">B</a></h2></article>'
    found = refs(entry(text=inner) + aside + "</aside>")
    assert [ref.url for ref in found] == [HOME + "2021/10/27/tak/"]


def test_a_list_of_posts_on_a_static_page_is_read() -> None:
    body = f'<article class="page type-page hentry"><div>{entry()}</div></article>'
    assert len(refs(body)) == 1


def test_a_theme_nobody_has_seen_gives_its_dated_addresses() -> None:
    body = f"""<div class="x"><b><a href="/anna/2021/10/27/tak/">T</a></b></div>
    <a href="{HOME}om-mig/">Om mig</a><a href="{HOME}2021/10/">okt</a>"""
    index = read_index(page(body), SOURCE)
    assert [ref.url for ref in index.refs] == [HOME + "2021/10/27/tak/"]
    assert "took the links whose addresses carry a date" in index.problems[0]


@pytest.mark.parametrize(
    ("body", "url", "expected"),
    [
        ('<a href="/anna/page/2/">Äldre inlägg</a>', HOME, "page/2/"),
        ('<a href="?paged=2">2</a>', HOME, "?paged=2"),
        ('<a href="/anna/?query-1-page=2">Nästa</a>', HOME, "?query-1-page=2"),
        ('<link rel="next" href="/anna/page/2/">', HOME, "page/2/"),
        ('<a href="page/2/">2</a>', HOME + "2014/09/", "2014/09/page/2/"),
        (
            '<div class="nav-links"><a href="/anna/sida/2/">Fler</a></div>',
            HOME,
            "sida/2/",
        ),
    ],
)
def test_further_pages_are_followed_however_they_are_linked(
    body: str, url: str, expected: str
) -> None:
    assert leads(body, url) == [("page", expected)]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/berta/page/2/">2</a>',
        '<a href="/anna/category/umea/page/2/">2</a>',
        '<a href="/anna/2021/10/27/tak/comment-page-2/#comments">2</a>',
        '<a href="/anna/2021/10/27/tak/?replytocom=2">Svara</a>',
        '<div class="navigation"><a href="/anna/2023/09/26/11754/">Nästa</a></div>',
        '<div class="navigation"><a href="/anna/inlagg/11754/">Nästa</a></div>',
    ],
)
def test_what_is_no_further_page_of_this_listing_is_not_followed(body: str) -> None:
    assert leads(body) == []


def test_a_page_does_not_lead_to_itself() -> None:
    body = '<a href="/anna/page/2/">2</a><a href="/anna/page/3/">3</a>'
    assert leads(body, HOME + "page/2/") == [("page", "page/3/")]


def test_months_are_found_in_lists_and_drop_downs() -> None:
    body = f"""<a href="{HOME}2018/09/">september 2018</a><a href="{HOME}2018/">2018</a>
    <select><option value="">Välj månad</option>
    <option value="http://blogg.example/anna/2018/08/">augusti</option></select>"""
    assert leads(body) == [
        ("month", "2018/09/"),
        ("month", "http://blogg.example/anna/2018/08/"),
    ]


@pytest.mark.parametrize(
    ("body", "url", "seen"),
    [
        ("<body class='home blog'>" + entry(), HOME + "page/2/", "the front page"),
        ("<body class='home blog'>" + entry(), HOME + "2018/09/", "the front page"),
        ("<body class='error404'>", HOME + "page/9/", "an error page"),
        ("<body class='single single-post'>" + entry(), HOME, "a single post"),
        ("<body><p>Inget här</p>", HOME, "a page without any"),
    ],
)
def test_another_page_than_the_listing_is_refused(
    body: str, url: str, seen: str
) -> None:
    with pytest.raises(ParseError, match=seen):
        refs(body, url)


@pytest.mark.parametrize("url", [HOME + "page/2/", HOME + "?paged=2"])
def test_the_further_page_of_the_front_page_is_accepted(url: str) -> None:
    assert len(refs("<body class='home blog paged paged-2'>" + entry(), url)) == 1


@pytest.mark.parametrize("body", [b"", b"\x89PNG\r\n", b'{"a": 1}', b"<?xml ?><rss/>"])
def test_what_is_no_html_is_refused(body: bytes) -> None:
    capture = page("")
    object.__setattr__(capture, "body", body)
    with pytest.raises(ParseError, match="expected a listing of posts"):
        read_index(capture, SOURCE)


def test_the_front_page_shows_wordpress_its_lists_and_its_posts() -> None:
    head = f"""<meta name="generator" content="WordPress 6.1.9">
    <link rel="https://api.w.org/" href="{HOME}wp-json/">
    <link rel="alternate" type="application/rss+xml" href="{HOME}feed/">
    <link rel="alternate" type="application/rss+xml" href="{HOME}comments/feed/">"""
    index = read_index(page(head + entry(), purpose="home"), SOURCE)
    assert index.rest == HOME + "wp-json/"
    assert index.signs == (
        "its REST interface is linked",
        "it names WordPress as its generator",
    )
    assert index.more == (
        Lead(
            url=HOME + "wp-sitemap.xml",
            purpose="sitemap",
            why="sitemap",
            certain=False,
        ),
        Lead(url=HOME + "feed/", purpose="feed", why="feed"),
    )
    assert len(index.refs) == 1


def test_the_rest_interface_is_found_in_the_header_too() -> None:
    link = f'<{HOME}index.php?rest_route=/>; rel="https://api.w.org/"'
    index = read_index(page("<p>Hej", purpose="home", link=link), SOURCE)
    assert index.rest == HOME + "index.php?rest_route=/"


def test_plain_permalinks_have_their_sitemap_in_the_query() -> None:
    head = """<link rel="alternate" type="application/rss+xml" href="/anna/?feed=rss2">
    <link rel="alternate" type="application/rss+xml"
      href="/anna/?feed=comments-rss2"><script src="/wp-includes/js/x.js"></script>"""
    index = read_index(page(head, purpose="home"), SOURCE)
    found = [(lead.purpose, lead.url) for lead in index.more]
    assert found == [
        ("sitemap", HOME + "?sitemap=index"),
        ("feed", HOME + "?feed=rss2"),
    ]


@pytest.mark.parametrize(
    ("kind", "first"), [("archive post-type-archive", "nytt/feed/"), ("page", "feed/")]
)
def test_of_a_section_its_own_feed_comes_first_unless_it_is_of_comments(
    kind: str, first: str
) -> None:
    body = f"""<body class="{kind}"><script src="/wp-includes/js/x.js"></script>
    <link rel="alternate" type="application/rss+xml" href="{HOME}feed/">
    <link rel="alternate" type="application/rss+xml" href="{HOME}nytt/feed/">"""
    home = HOME + "nytt/"
    source = Source(name="anna", platform="wordpress", home=home, include="/anna/nytt/")
    index = read_index(page(body, home, purpose="home"), source)
    feeds = [lead.url for lead in index.more if lead.purpose == "feed"]
    assert feeds[0] == HOME + first
    assert len(feeds) == 2


def test_a_page_of_another_system_shows_no_sign() -> None:
    body = '<meta name="generator" content="Joomla!"><p>Vi skriver om WordPress'
    index = read_index(page(body, purpose="home"), SOURCE)
    assert (index.signs, index.rest, index.more) == ((), None, ())
