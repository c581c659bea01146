"""What each kind of answer by REST tells the run, and what of it is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from urllib.parse import unquote

from scraper.apply.rest import last_number
from scraper.apply.threads import Outcome, Threads
from scraper.discover import Index as Listing
from scraper.errors import ParseError
from scraper.model import Capture, Source
from scraper.platforms.wordpress_rest import is_gone, read_posts, read_root
from scraper.platforms.wordpress_rest_json import number, read_answer
from scraper.platforms.wordpress_rest_news import read_news
from scraper.store.corpus import find


class RestAnswers(Threads):
    """The handlers of captures whose purpose begins with ``rest-``."""

    def _rest_root(self, capture: Capture, source: Source) -> Outcome:
        root = read_root(capture)
        if not root.has_content:
            raise ParseError("expected wp/v2 among the namespaces of REST")
        if root.timezone and root.timezone != source.timezone:
            self.issue(
                source,
                f"expected the time zone {source.timezone} of sources.toml, "
                f"the blog says {root.timezone}, which is used",
                url=capture.url,
            )
            self.sources[source.name] = replace(source, timezone=root.timezone)
            self.db.table("sources").update(source.name, {"timezone": root.timezone})
        return Outcome()

    def _rest_news(self, capture: Capture, source: Source) -> Outcome:
        """The newest posts or comments; what they say of the whole is kept."""
        trust, answer = self.trust[source.name], read_answer(capture)
        total, pages = answer.total, answer.pages or 0
        if "/wp/v2/comments" in unquote(capture.url):
            rows = tuple((number(r, "post"), number(r, "id")) for r in answer.rows)
            trust.total_comments(total)
            return Outcome(total=total, pages_in_all=pages, comments=rows)
        refs = read_news(capture, source)
        listed = [(ref.native_id or 0, ref.url, ref.published) for ref in refs]
        trust.rest_list(listed, total)
        return Outcome(listing=Listing(refs=refs), total=total, pages_in_all=pages)

    def _rest_terms(self, capture: Capture, source: Source) -> Outcome:
        lead = self._rest[source.name].add_names(capture, source)
        return Outcome(pages=(lead,) if lead else ())

    def _rest_posts(self, capture: Capture, source: Source) -> Outcome:
        counts = self._leave_unfinished(source)
        posts = read_posts(capture, source)
        self.trust[source.name].rest_list(
            [
                (p.post.native_id or 0, p.post.url or "", p.post.published)
                for p in posts.items
            ],
            None if "include=" in capture.url else posts.total,
        )
        if self.trust[source.name].doubt is not None:
            return Outcome(counts=counts)
        leads = self._rest[source.name].add_posts(capture, posts)
        return Outcome(pages=leads, counts=counts)

    def _rest_comments(self, capture: Capture, source: Source) -> Outcome:
        pages, told = self._rest[source.name].add_comments(capture, source)
        counts = self._save_told(told, source) if told else Counter[str]()
        return Outcome(pages=pages, counts=counts)

    def _rest_post(self, capture: Capture, source: Source) -> Outcome:
        row = find(self.db, "posts", f"{source.name}-{last_number(capture)}")
        if row is None or not is_gone(capture):
            return Outcome()
        return self._mark_gone(row, capture, source)
