"""Text, safe HTML, links and addresses, the same for pages and for pieces of markup."""

from __future__ import annotations

import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ParseError, SelectorError
from scraper.html import (
    Node,
    absolute,
    attr,
    canonical_url,
    content_of,
    decode,
    fragment,
    line_of,
    links_of,
    many,
    maybe_one,
    one,
    page_url,
    parse_html,
    safe_html,
    text_of,
)
from scraper.html.text import _inside, _tidy, plain_text
from scraper.model import Link, Source
from scraper.thread import words_of
from tests.factory import make_source
from tests.test_platforms import make_capture

SOURCE = make_source(home="https://blogg.example/anna/")
BASE = "https://blogg.example/anna/2024/02/07/sno/"


def text(html: str) -> str:
    return text_of(fragment(html))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Ett <b>mö</b>te.</p>\n<p>Två<br />\nrader</p>", "Ett möte.\n\nTvå\nrader"),
        ("a<br><br>b", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p>a<br></p><p></p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
        ("<ul><li>x<ul><li>y</li></ul></li><li>z</li></ul>", "- x\n- y\n- z"),
        ("<ol start='3'><li>x</li><li>y</li></ol>", "3. x\n4. y"),
        ("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc"),
        ("<h2>Rubrik</h2>text", "Rubrik\n\ntext"),
        (
            "<table><tr><th>År</th><th>Kr</th></tr><tr><td>1</td><td>2</td></table>",
            "År | Kr\n1 | 2",
        ),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></table>", "a\n\nb\n\nc"),
        ("<pre>rad ett\n  rad två</pre>", "rad ett\nrad två"),
        ("<p>3 &lt; 4 &amp;amp; 5</p>", "3 < 4 &amp; 5"),
        ("<p>so&shy;cial\u200btjänst</p>", "socialtjänst"),
        ("a\u030a", "å"),
        ('<p>Bra <img class="emoji" alt="😀" src="x"> gjort</p>', "Bra 😀 gjort"),
        ('<img class="wp-smiley" alt=":-)" src="x">', ":-)"),
        ('<p>a<img src="hus.jpg" alt="IMG_60271">b</p>', "ab"),
        ("<figure><img src=x><figcaption>Huset</figcaption></figure>", "Huset"),
        ("<p>a<script>b</script><style>c</style><!-- d -->e</p>", "ae"),
        ("<noscript><p>dold</p></noscript><template>x</template>syns", "syns"),
        ("<p>a</p><!--nextpage--><p>b</p>", "a\n\nb"),
        ("<p>a<br />\n<!--nextpage--><br />\nb</p>", "a\n\nb"),
        ('<p>a</p><div class="sharedaddy"><p>Dela</p></div>', "a"),
        ('<p>a</p><div id="jp-post-flair"><p>Gilla</p></div>', "a"),
        ('<span id="more-12"></span>efter', "efter"),
        ("för mycket</div></div></body> kvar", "för mycket kvar"),
        ("", ""),
    ],
)
def test_markup_becomes_text_as_a_person_would_copy_it(
    html: str, expected: str
) -> None:
    assert text(html) == expected


def test_text_of_a_page_equals_that_of_the_same_markup_alone() -> None:
    rendered = "<p>Ett</p>\n<ul>\n<li>två</li>\n</ul>\n<p>tre <a href='/x'>fyra</a></p>"
    page = f"<html><body><main><div class=c>\n\t\t{rendered}\n</div></main>"
    tree = parse_html(make_capture(page.encode()))

    in_page = content_of(one(tree, ".c"), base=BASE, source=SOURCE)

    assert in_page == content_of(rendered, base=BASE, source=SOURCE)


def test_omitted_elements_are_in_neither_text_nor_html() -> None:
    node = fragment("<p>kvar</p><p class=x>bort</p>")
    omit = frozenset({one(node, ".x").mem_id})

    assert text_of(node, omit=omit) == "kvar"
    assert safe_html(node, omit=omit) == "<p>kvar</p>"


MARKUP = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<br>", "</p>\n<p>", "<br>\n", "\n", "  ", " ", "&nbsp;"),
            *(
                "&amp;",
                "&lt;",
                "ord",
                "Å",
                "a\u030a",
                "\u00ad",
                "\u2028",
                "\t",
                "\f",
                "👩‍👧",
            ),
            *(
                "👩‍👧",
                "<em>",
                "</em>",
                '<a href="https://x.example/">',
                "</a>",
                "<ul><li>",
            ),
            *(
                "</li></ul>",
                "<blockquote>",
                "</blockquote>",
                '<i class="reply">',
                "</i>",
            ),
            *('<img src="https://x.example/a.png">', "<h1>", "</h1>", "<script>"),
        ]
    ),
    max_size=14,
).map("".join)


@given(MARKUP)
def test_the_fast_way_to_text_gives_what_walking_the_tree_gives(html: str) -> None:
    node = fragment(html)
    fast = plain_text(node.inner_html or "")

    assert fast is None or fast == _tidy(_inside(node, frozenset()))


@given(MARKUP)
def test_html_is_a_fixed_point_of_the_sanitiser(html: str) -> None:
    safe = content_of(html, base=BASE, source=SOURCE).html
    again = nh3.clean(safe, link_rel=None, attributes={"a": {"href", "rel"}})

    assert again == safe
    assert content_of(safe, base=BASE, source=SOURCE).html == safe


@given(MARKUP)
def test_safe_html_says_the_same_words(html: str) -> None:
    if "<img" in html:  # becomes the words of a link
        return
    read = content_of(html, base=BASE, source=SOURCE)

    assert words_of(text(read.html)) == words_of(read.text)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1 id=x class=y style='color:red'>a</h1>", "<h2>a</h2>"),
        ("<p onclick='x()'>a<script>b</script></p>", "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', "a"),
        ('<a href="data:text/html,x">a</a>', "a"),
        ('<a href="mailto:a@b.example">a</a>', "a"),
        ('<a href="tel:0701234567">a</a>', "a"),
        (
            '<a href="/x" target="_blank" rel="opener" title="t">a</a>',
            '<a href="https://blogg.example/x" rel="nofollow ugc noopener">a</a>',
        ),
        (
            '<img src="https://x.example/a.jpg?b=1&amp;c=2" alt="Huset" srcset="y 2x">',
            '<a href="https://x.example/a.jpg?b=1&amp;c=2" rel="nofollow ugc noopener">'
            "Huset</a>",
        ),
        (
            '<a href="https://x.example/full.jpg"><img src="https://x.example/s.jpg"></a>',
            '<a href="https://x.example/full.jpg" rel="nofollow ugc noopener">Bild</a>',
        ),
        (
            '<img src="data:image/gif;base64,R0" data-src="https://x.example/lat.jpg">',
            '<a href="https://x.example/lat.jpg" rel="nofollow ugc noopener">Bild</a>',
        ),
        (
            '<iframe src="//film.example/3" title="Filmen"></iframe>',
            '<a href="https://film.example/3" rel="nofollow ugc noopener">Filmen</a>',
        ),
        (
            '<video controls><source src="https://x.example/f"></video>',
            '<a href="https://x.example/f" rel="nofollow ugc noopener">x.example</a>',
        ),
        (
            '<iframe class="wp-embedded-content" src="https://x.example/embed"></iframe>',
            "",
        ),
        ("<form><input name=a value=b><button>Sök</button></form>", ""),
        ("<svg><script>x</script></svg><math><mi>y</mi></math>", "y"),
        ("<p></p><p> </p><div><p></p></div>", ""),
        (
            '<p>Bra <img class="emoji" alt="😀" src="https://s.w.example/"></p>',
            "<p>Bra 😀</p>",
        ),
        ("<td colspan=2>a", "a"),
    ],
)
def test_html_keeps_the_words_and_nothing_that_acts(html: str, expected: str) -> None:
    assert safe_html(html, base=BASE) == expected


def test_links_without_a_base_lose_relative_addresses() -> None:
    assert safe_html('<a href="/x">a</a>') == "a"


def test_only_links_that_lead_out_of_the_blog_are_outbound() -> None:
    html = (
        '<a href="https://www.nrk.example/a?b=1&amp;c=2#d">Norsk  <b>tv</b></a>'
        '<a href="https://www.nrk.example/a?b=1&amp;c=2#d">Norsk tv</a>'
        '<a href="http://www.blogg.example/Anna/2020/">eget</a>'
        '<a href="/anna/x">eget</a>'
        '<a href="https://blogg.example/annika/">grannen</a>'
        '<a href="https://blogg.example/wp-content/uploads/a.pdf">fil</a>'
        '<a href="mailto:a@b.example">post</a><a href="http://[">trasig</a>'
        '<a href="https://Har ingen sida">inget</a>'
        '<div class="sharedaddy"><a href="https://dela.example/">Dela</a></div>'
    )

    assert links_of(fragment(html), base=BASE, source=SOURCE) == (
        Link(url="https://www.nrk.example/a?b=1&c=2#d", text="Norsk tv"),
        Link(url="https://blogg.example/annika/", text="grannen"),
    )


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Blogg.Example:443/Xy/", "https://blogg.example/Xy/"),
        ("http://blogg.example:8080/x", "http://blogg.example:8080/x"),
        ("https://blogg.example", "https://blogg.example/"),
        ("https://b.example/x/comment-page-2/#comments", "https://b.example/x/"),
        ("https://b.example/x/comment-page-2", "https://b.example/x"),
        ("https://b.example/?p=3&cpage=2", "https://b.example/?p=3"),
        ("https://b.example/x/?replytocom=5#respond", "https://b.example/x/"),
        ("https://b.example/x/?utm_source=a&fbclid=b&q=1", "https://b.example/x/?q=1"),
        (
            "https://b.example/%D0%BF/Å/%7Eq/%2F",
            "https://b.example/%d0%bf/%c3%85/~q/%2f",
        ),
        ("https://b.example/100%/x", "https://b.example/100%/x"),
        ("https://räksmörgås.example/", "https://xn--rksmrgs-5wao1o.example/"),
        ("https://user:pw@b.example/x", "https://b.example/x"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
    ],
)
def test_an_address_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url", ["", "/x", "mailto:a@b.example", "http://[", "http:///x"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ParseError, match=re.escape(repr(url))):
        canonical_url(url)


def test_a_page_of_comments_keeps_its_number() -> None:
    url = "https://b.example/x/comment-page-2/?utm_medium=y#comments"

    assert page_url(url) == "https://b.example/x/comment-page-2/"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("?cpage=1#c", "https://b.example/a/?cpage=1#c"),
        ("//x.example/y", "https://x.example/y"),
        (" https://x.example/y\n", "https://x.example/y"),
        ("https://x.example/a b", "https://x.example/a%20b"),
        ("javascript:alert(1)", None),
        ("#top", "https://b.example/a/?p=3#top"),
    ],
)
def test_addresses_are_resolved_as_browsers_do(href: str, expected: str | None) -> None:
    assert absolute("https://b.example/a/?p=3", href) == expected


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("Åmål".encode(), "text/html", "Åmål"),
        ("Åmål".encode("cp1252"), "text/html; charset=ISO-8859-1", "Åmål"),
        ('<meta charset="windows-1252">Å'.encode("cp1252"), "text/html", "Å"),
        (b"\xef\xbb\xbf" + "Å".encode(), "text/html; charset=latin-1", "Å"),
        ("Å".encode("utf-16"), "text/html", "Å"),
        ("Å".encode(), "text/html; charset=okänd", "Å"),
        (b"\x93hej\x94", "text/html; charset=iso-8859-1", "“hej”"),
        (b"\xff", "text/html; charset=utf-8", "\ufffd"),
    ],
)
def test_the_charset_is_found_where_it_is_named(
    body: bytes, content_type: str, expected: str
) -> None:
    decoded = decode(make_capture(body, headers={"content-type": content_type}))

    assert decoded.endswith(expected)


def test_an_image_in_a_noscript_of_the_head_leaves_the_head_whole() -> None:
    page = b"<head><noscript><img src=p.gif></noscript><link rel=canonical href=/a>"
    tree = parse_html(make_capture(page))

    assert tree.head is not None
    assert attr(one(tree.head, "link[rel=canonical]"), "href") == "/a"


def node() -> Node:
    return fragment("<ul><li class='a b'>1</li><li class='c'>2</li></ul>")


def test_an_element_is_found_once_for_a_selector_with_several_parts() -> None:
    assert [line_of(n) for n in many(node(), "li, .a, .b")] == ["1", "2"]


def test_selecting_says_how_many_it_expected() -> None:
    with pytest.raises(SelectorError, match="'li': expected at most 1, got 2"):
        maybe_one(node(), "li")
    with pytest.raises(SelectorError, match="'p': expected 1, got 0"):
        one(node(), "p")
    with pytest.raises(SelectorError, match="'li': expected at least 3, got 2"):
        many(node(), "li", at_least=3)
    with pytest.raises(SelectorError, match="<li>: no attribute 'id'"):
        attr(one(node(), ".c"), "id")
    assert maybe_one(node(), "p") is None


def test_blank_lines_between_blocks_are_none_and_those_of_pre_stay() -> None:
    source = Source(name="a", platform="wordpress", home="https://blogg.example/a/")
    markup = "<p>Ett</p>\n\n\n<p>Två</p>\n \n<pre>x\n\ny</pre>\n\n<h2>Tre</h2>"
    found = content_of(markup, base=source.home, source=source)
    assert found.html == "<p>Ett</p>\n<p>Två</p>\n<pre>x\n\ny</pre>\n<h2>Tre</h2>"
    assert content_of("<p>Ett</p>\n\n<p>Två", base="", source=source).html == (
        "<p>Ett</p>\n<p>Två</p>"
    )
