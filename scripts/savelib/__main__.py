"""Keeps a post page as a test case: scrubbed, with a proposed thread beside it.

    scripts/save_page (FILE | URL) CASE

FILE is a page saved from a browser, URL one that captures.db holds
(DEBATTARKIV_CAPTURES).  Writes tests/pages/wordpress/CASE/page.html and thread.json,
and ends with code 1 until a person has reviewed both: what the parser proposes is not
what a reader sees.

Every word that is not WordPress' own is replaced, the same word always by the same;
addresses lose host and slug; scripts, styles, pictures and unknown attributes go.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from savelib.words import Words  # noqa: E402  the path is set just above
from scraper.captures import Captures  # noqa: E402
from scraper.discover import address_key  # noqa: E402
from scraper.errors import DebattarkivError  # noqa: E402
from scraper.html import Node, decode, open_tree  # noqa: E402
from scraper.model import Capture, Thread  # noqa: E402
from scraper.platforms import PLATFORMS  # noqa: E402
from scraper.privacy import mask_text  # noqa: E402
from tests.test_platforms import SOURCE, URL, make_capture, shown  # noqa: E402

PAGES = Path(os.environ.get("SAVE_PAGES", ROOT / "tests" / "pages" / "wordpress"))
_ATTRIBUTES = frozenset(
    ["id", "class", "datetime", "rel", "type", "value", "name", "href"]
)
_GONE = "script, style, img, picture, svg, iframe, noscript, video, audio, template"
_HEAD = (
    'title, link[rel="canonical"], link[rel="shortlink"], meta[charset], '
    'link[type="application/json"]'
)
_PERSONAL = re.compile(r"(?:comment-)?author-.*|user-.*")


class Scrubber:
    """Makes a page nobody's."""

    def __init__(self, capture: Capture) -> None:
        self._words = Words()
        self._base = capture.final_url or capture.url
        self.tree = open_tree(decode(capture))

    def run(self) -> str:
        """The scrubbed page."""
        for css in (_GONE, "head > *"):
            for node in list(self.tree.css(css)):
                if css == _GONE or not node.css_matches(_HEAD):
                    node.decompose()
        for node in self.tree.css("*"):
            self._attributes(node)
        for node in _texts(self.tree.root):
            masked = mask_text(node.text_content or "").text
            scrubbed = self._words.scrubbed(masked)
            if scrubbed != node.text_content:
                node.replace_with(scrubbed)
        return (self.tree.html or "") + "\n"

    def _attributes(self, node: Node) -> None:
        for name, value in list(node.attributes.items()):
            if name == "class":
                kept = [c for c in (value or "").split() if not _PERSONAL.fullmatch(c)]
                node.attrs["class"] = " ".join(kept)
            elif name == "href":
                node.attrs["href"] = self._address(value or "")
            elif (name == "value" and not (value or "").isdigit()) or (
                name not in _ATTRIBUTES and name != "charset"
            ):
                del node.attrs[name]

    def _address(self, href: str) -> str:
        url = urlsplit(urljoin(self._base, href))
        if address_key(url._replace(query="").geturl()) == address_key(self._base):
            own = urlsplit(URL)
        elif url.netloc == urlsplit(self._base).netloc:
            words = self._words.scrubbed(url.path.lower())
            own = urlsplit(SOURCE.home)._replace(path=f"/kvarnbro{words}")
        else:
            return "https://annan.example/"
        query = re.sub(r"[^&=]*=[^&]*[^\d&][^&]*&?", "", url.query)
        fragment = url.fragment if re.fullmatch(r"[a-z-]+\d*", url.fragment) else ""
        return own._replace(query=query, fragment=fragment).geturl()


def _texts(top: Node | None) -> Iterator[Node]:
    if top is None:
        return
    for node in list(top.iter(include_text=True)):
        if node.tag == "-text":
            yield node
        elif node.tag == "-comment":
            node.decompose()
        else:
            yield from _texts(node)


def _capture(what: str) -> Capture:
    path = Path(what)
    if path.is_file():
        return make_capture(path.read_bytes(), url=_saved_from(path) or URL)
    captures = Path(os.environ.get("DEBATTARKIV_CAPTURES", "captures.db"))
    with Captures(captures, create=False) as opened:
        found = opened.latest(what)
    if found is None:
        raise SystemExit(
            f"{what}: expected a file, or an address that {captures} holds; scrape it, "
            "or save the page in a browser"
        )
    return found


def _saved_from(path: Path) -> str | None:
    head = path.read_bytes()[:65536].decode("utf-8", "replace")
    found = re.search(r'rel="canonical" href="([^"]+)"', head)
    return found[1] if found else None


def _shape(thread: Thread) -> list[object]:
    """What scrubbing must not change."""
    facts = [(c.native_id, c.kind, c.depth, c.published) for c in thread.comments]
    return [thread.layout, thread.post.published, thread.problems, *facts]


def main(arguments: list[str]) -> int:
    """Write the case; 1 means: review it."""
    if len(arguments) != 2 or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", arguments[1]):
        print(__doc__, file=sys.stderr)
        return 2
    what, name = arguments
    folder = PAGES / name
    if folder.exists():
        print(f"{folder}: expected a new case, it exists", file=sys.stderr)
        return 2
    capture = _capture(what)
    page = Scrubber(capture).run()
    try:
        thread = PLATFORMS["wordpress"](make_capture(page.encode()), SOURCE)
        before = PLATFORMS["wordpress"](capture, SOURCE)
    except DebattarkivError as exc:
        print(f"{what}: cannot be read: {exc}", file=sys.stderr)
        return 2
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(page, "utf-8")
    proposed = json.dumps(shown(thread), ensure_ascii=False, indent=2)
    (folder / "thread.json").write_text(proposed + "\n", "utf-8")
    if _shape(thread) != _shape(before):
        print("scrubbed, the page is read otherwise than before", file=sys.stderr)
    print(
        f"review {folder}: cut page.html to what matters, look for anything personal "
        "that is left, and correct thread.json from the page as a reader sees it",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
