"""Post pages as WordPress prints them, with as many comments as wanted.

Twenty Twenty-One's kind of markup (the html5 comment walker), with the head, the
styles and the sidebar that make a real page some 60 KB before its first comment.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from benchlib.generate import Text, texts
from scraper.model import Capture, Source

HOME = "https://alfa.example/"
ZONE = "Europe/Stockholm"
SOURCE = Source(
    name="alfa", platform="wordpress", home=HOME, timezone=ZONE, owner="Alfa"
)
_DEPTH = 5
"""Levels that the blog nests replies."""
_FRAME_BYTES = 58_000
_STOCK = 6_000
"""Texts from which pages are made."""


@dataclass(frozen=True, slots=True)
class Said:
    """One comment of a page, as it is to be read again."""

    number: int
    parent: int | None
    author: str
    published: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and what is on it."""

    number: int
    url: str
    html: str
    title: str
    published: datetime
    comments: tuple[Said, ...]

    def capture(self) -> Capture:
        """The page as fetched."""
        return Capture(
            source=SOURCE.name,
            purpose="post",
            url=self.url,
            final_url=self.url,
            fetched_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            status=200,
            headers={"content-type": "text/html; charset=UTF-8"},
            body=self.html.encode(),
        )


def page(comments: int, *, number: int = 1, seed: int = 1) -> Made:
    """One post with so many comments."""
    rng = random.Random(f"{seed} {number}")
    posts, replies = _stock(seed)
    post = rng.choice(posts)
    said = tuple(_thread(rng.sample(replies, comments), number, rng))
    published = said[0].published - timedelta(hours=1) if said else _moment(post)
    url = f"{HOME}{published:%Y/%m/%d}/inlagg-{number}/"
    return Made(
        number=number,
        url=url,
        html=_html(post, number, url, published, said),
        title=post.title,
        published=published,
        comments=said,
    )


def pages(count: int, *, seed: int = 1) -> Iterator[Made]:
    """So many posts; most have few comments, some have hundreds."""
    rng = random.Random(seed)
    for number in range(1, count + 1):
        few = min(int(rng.paretovariate(0.9)) * 3 - 3, 300)
        yield page(few, number=number, seed=seed)


@cache
def _stock(seed: int) -> tuple[list[Text], list[Text]]:
    """Posts and comments to draw from."""
    stock = list(texts(_STOCK, seed=seed))
    return [t for t in stock if t.is_post], [t for t in stock if not t.is_post]


def _moment(text: Text) -> datetime:
    return datetime.fromisoformat(text.published)


def _thread(rows: Sequence[Text], post: int, rng: random.Random) -> Iterator[Said]:
    """Half of them answer one of the last few; in bursts of minutes, then hours."""
    at = _moment(rows[0]) if rows else datetime(2020, 1, 1, tzinfo=UTC)
    numbers: list[int] = []
    for place, row in enumerate(rows):
        at += timedelta(seconds=rng.choice((40, 300, 2_000, 20_000)) * rng.random() + 1)
        parent = rng.choice(numbers[-8:]) if numbers and rng.random() < 0.5 else None
        numbers.append(post * 1000 + place)
        yield Said(numbers[-1], parent, row.author, at.replace(microsecond=0), row.text)


def _html(
    post: Text, number: int, url: str, published: datetime, said: Sequence[Said]
) -> str:
    stamp = _stamp(published)
    paragraphs = "\n".join(f"<p>{part}.</p>" for part in post.text.split(". ") if part)
    return f"""<!DOCTYPE html>
<html lang="sv-SE"><head><meta charset="UTF-8" />
<title>{post.title} &#8211; Alfa</title>
<link rel="canonical" href="{url}" />
<link rel='shortlink' href='{HOME}?p={number}' />
<link rel="alternate" type="application/json" href="{HOME}wp-json/wp/v2/posts/{number}"\
 />
{_styles()}</head>
<body class="post-template-default single single-post postid-{number} wp-embed">
{_menu()}
<main id="main"><article id="post-{number}" class="post-{number} post type-post \
status-publish format-standard hentry category-politik">
<header class="entry-header"><h1 class="entry-title">{post.title}</h1></header>
<div class="entry-content">{paragraphs}</div>
<footer class="entry-footer"><span class="posted-on">Publicerat \
<time class="entry-date published updated" datetime="{stamp}">{stamp[:10]}</time></span>
<span class="byline">Av <a href="{HOME}author/alfa/" rel="author">{post.author}</a>\
</span>
<span class="cat-links"><a href="{HOME}category/politik/" rel="category tag">Politik</a>
</span></footer></article>
<div id="comments" class="comments-area"><h2 class="comments-title">\
{len(said)} kommentarer</h2>
<ol class="comment-list">{_comments(said, url)}</ol>
<div id="respond" class="comment-respond"><form id="commentform"></form></div></div>
</main>{_sidebar()}</body></html>
"""


def _comments(said: Sequence[Said], url: str) -> str:
    children: dict[int | None, list[Said]] = {}
    depth: dict[int | None, int] = {None: 0}
    shown_under: dict[int, int | None] = {}
    for one in said:  # below the deepest level a reply stands beside what it answers
        parent = one.parent
        if depth[parent] >= _DEPTH and parent is not None:
            parent = shown_under[parent]
        shown_under[one.number] = parent
        depth[one.number] = depth[parent] + 1
        children.setdefault(parent, []).append(one)
    return _list(None, children, depth, url)


def _list(
    top: int | None,
    children: dict[int | None, list[Said]],
    depth: dict[int | None, int],
    url: str,
) -> str:
    out = []
    for one in children.get(top, []):
        below = _list(one.number, children, depth, url)
        inner = (
            f'<ol class="children">\n{below}</ol><!-- .children -->' if below else ""
        )
        out.append(_comment(one, depth[one.number], inner, url))
    return "\n".join(out)


def _comment(one: Said, depth: int, below: str, url: str) -> str:
    stamp = _stamp(one.published)
    n = one.number
    return f"""<li id="comment-{n}" class="comment even thread-even depth-{depth}">
<article id="div-comment-{n}" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><img alt='' \
src='https://secure.gravatar.com/avatar/{n:032x}?s=60&#038;d=mm&#038;r=g' srcset='\
https://secure.gravatar.com/avatar/{n:032x}?s=120&#038;d=mm&#038;r=g 2x' \
class='avatar avatar-60 photo' height='60' width='60' loading='lazy' decoding='async'/>\
<b class="fn">{one.author}</b> <span class="says">skriver:</span></div>
<div class="comment-metadata"><a href="{url}#comment-{n}"><time datetime="{stamp}">\
{stamp[:10]} kl. {stamp[11:16]}</time></a></div></footer>
<div class="comment-content"><p>{one.text}</p></div>
<div class="reply"><a rel="nofollow" class="comment-reply-link" href="{url}?replytocom=\
{n}#respond" data-commentid="{n}" data-postid="1" data-belowelement="div-comment-{n}" \
data-respondelement="respond" data-replyto="Svara på {one.author}" \
aria-label="Svara på {one.author}">Svara</a></div></article>
{below}</li>"""


def _stamp(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(ZONE)).isoformat()


@cache
def _styles() -> str:
    """Styles of a theme: as little to be compressed as real ones, a fifth by gzip."""
    rng = random.Random(5)
    rules, size = ["<style id='global-styles-inline-css'>"], 0
    while size < _FRAME_BYTES * 0.6:
        name = rng.choice(("block", "has", "is", "wp", "site", "entry"))
        rule = (
            f".{name}-{rng.randrange(36**4):x}{{color:#{rng.randrange(1 << 24):06x};"
            f"margin:{rng.randrange(99)}px;font-size:{rng.random() * 3:.3f}rem}}"
        )
        rules.append(rule)
        size += len(rule)
    return "\n".join([*rules, "</style>"])


def _menu() -> str:
    rows = "".join(
        f'<li id="menu-item-{n}" class="menu-item menu-item-type-taxonomy">'
        f'<a href="{HOME}category/amne-{n}/">Ämne {n}</a></li>'
        for n in range(40)
    )
    return f'<nav id="site-navigation"><ul class="menu">{rows}</ul></nav>'


def _sidebar() -> str:
    months = "".join(
        f"<li><a href='{HOME}{2010 + n // 12}/{n % 12 + 1:02}/'>månad {n}</a></li>"
        for n in range(140)
    )
    return f'<aside class="widget-area"><ul>{months}</ul></aside>'
