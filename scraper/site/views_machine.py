"""What machines ask for: robots.txt, OpenSearch, the sitemap, static files."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Response
from markupsafe import Markup

from scraper.site.ask import Answer, Ask, NotHere
from scraper.site.language import translator
from scraper.site.page import STATIC, static_address

KINDS = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"
SITEMAP_SIZE = 40_000

_CLOSED = "User-agent: *\nDisallow: /\n"
_OPEN = """User-agent: *
Disallow: /*?
Disallow: /*.csv
Disallow: /*.json
Disallow: /*.jsonl
Disallow: /-/
Disallow: /kommentar/
Disallow: /historik
Disallow: /{database}
Disallow: /en/
Allow: /inlagg/
Allow: /-/debattarkiv/
Sitemap: {origin}/sitemap.xml
"""


def robots(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/robots.txt``: closed unless the settings let search engines in."""
    text = _CLOSED
    if ask.settings.indexed:
        origin = ask.absolute("/").rstrip("/")
        text = _OPEN.format(database=ask.database, origin=origin)
    return Answer(body=text, content_type="text/plain; charset=utf-8")


def sitemap(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/sitemap.xml``: the post pages, newest first, if they may be indexed."""
    if not ask.settings.indexed:
        raise NotHere
    rows = conn.execute(
        """
        select id, coalesce(since, first_seen) from posts
        where withdrawn_at is null order by published desc limit ?""",
        (SITEMAP_SIZE,),
    )
    entries = Markup("").join(
        Markup("<url><loc>{}</loc><lastmod>{}</lastmod></url>\n").format(
            ask.absolute(f"/inlagg/{id_}"), since
        )
        for id_, since in rows
    )
    body = Markup(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</urlset>\n'
    ).format(entries)
    return Answer(body=str(body), content_type="application/xml; charset=utf-8")


def opensearch(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/opensearch.xml``: lets a browser search the archive from its address bar."""
    say = translator(ask.lang).say
    prefix = "/en" if ask.lang == "en" else ""
    body = Markup(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        "  <ShortName>{name}</ShortName>\n"
        "  <Description>{about}</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        '  <Image type="image/svg+xml">{icon}</Image>\n'
        '  <Url type="text/html" template="{search}?q={{searchTerms}}"/>\n'
        '  <Url type="application/atom+xml"'
        ' template="{search}.atom?q={{searchTerms}}"/>\n'
        "</OpenSearchDescription>\n"
    ).format(
        name="Debattarkivet",
        about=say("Sök i kommunpolitiska bloggar och deras kommentarer"),
        icon=ask.absolute(static_address("icon.svg")),
        search=ask.absolute(f"{prefix}/sok"),
    )
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return Answer(body=str(body), content_type=kind)


async def static(request: Any) -> Response:
    """A file of the site; its address holds its digest, so it never changes."""
    name = request.url_vars["name"]
    path = STATIC / name
    if path.suffix not in KINDS or not path.is_file():
        return Response.text("No such file\n", status=404)
    return Response(
        body=path.read_bytes(),
        headers={"cache-control": FOREVER},
        content_type=KINDS[path.suffix],
    )
