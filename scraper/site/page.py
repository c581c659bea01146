"""Templates -> pages: the environment, and what every template may say.

Our pages have an environment of their own; Datasette's pages are rendered by Datasette
with our templates and the same helpers, so that both look and speak alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from scraper.site import words
from scraper.site.ask import Answer, Ask, Lang
from scraper.site.chart import MONTH, around_month
from scraper.site.language import translator

HERE = Path(__file__).parent
STATIC = HERE / "static"
TEMPLATES = HERE / "templates"


@cache
def environment() -> Environment:
    """The environment of our own pages."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def static_address(name: str) -> str:
    """Address of a static file; it changes with the file, so it may be kept long."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/-/debattarkiv/{digest}/{name}"


def helpers(ask: Ask) -> dict[str, Any]:
    """What templates may call, in the language of the request."""
    lang = ask.lang
    speaker = translator(lang)
    return {
        "ask": ask,
        "lang": lang,
        "_": speaker.say,
        "n_": speaker.count,
        "plain": speaker.text,
        "link": ask.link,
        "here": ask.here,
        "static": static_address,
        "num": lambda value: words.number(value, lang),
        "dec": lambda value, digits=1: words.decimal(value, digits, lang),
        "day": partial(time_of_day, lang),
        "moment": partial(time_of, lang),
        "between": lambda a, b, zone=None: words.between(a, b, lang, zone),
        "long_day": lambda day: words.long_day(day, lang),
        "week_day": lambda day: words.week_day(day, lang),
        "month_name": lambda text: words.month(text, lang),
        "months": words.MONTHS[lang],
        "MONTH": MONTH,
        "around_month": around_month,
        "local": words.local,
        "marked": marked,
        "web": web,
        "name": partial(name, speaker.say),
    }


def render(template: str, ask: Ask, /, **context: object) -> str:
    """One of our templates as a string; no page or feed may hold a null byte."""
    made = environment().get_template(template).render(**helpers(ask), **context)
    return made.replace("\0", "\ufffd")


def page(template: str, ask: Ask, /, *, status: int = 200, **context: object) -> Answer:
    """One of our templates as an answer."""
    return Answer(body=render(template, ask, **context), status=status)


def time_of(
    lang: Lang,
    moment: str,
    zone: str | None = None,
    *,
    long: bool = False,
    seconds: bool = False,
    precision: str | None = None,
) -> Markup:
    """A time of the archive as ``<time>``: ``23 nov. 2021 kl. 17.20``.

    Args:
        precision: How exactly it is known; by the day, no hour is shown.
    """
    at = words.local(moment, zone)
    day = words.long_day(at, lang) if long else words.short_day(at, lang)
    if precision == "day":
        return _time(at.date().isoformat(), day)
    comma = "" if lang == "sv" else ","
    text = f"{day}{comma} {words.clock(at, lang, seconds=seconds)}"
    return _time(at.isoformat(timespec="seconds"), text)


def time_of_day(
    lang: Lang, day: str, *, long: bool = False, year: bool = True
) -> Markup:
    """A day as ``<time>``: ``23 nov. 2021``."""
    if long:
        return _time(day[:10], words.long_day(day, lang))
    return _time(day[:10], words.short_day(day, lang, year=year))


def _time(machine: str, text: str) -> Markup:
    return Markup(f'<time datetime="{escape(machine)}">{escape(text)}</time>')


def name(
    say: Callable[..., Markup], author: str | None, kind: str = "comment"
) -> Markup:
    """Who wrote something, kept apart from the direction of the text around it."""
    if author:
        return Markup(f"<bdi>{escape(author)}</bdi>")
    return say("författare saknas") if kind == "post" else say("Anonym")


def web(url: str | None) -> bool:
    """Whether an address is one to link to: of the web, and no script or data."""
    return url is not None and url.startswith(("https://", "http://"))


def marked(pieces: Iterable[tuple[str, bool]]) -> Markup:
    """A text in pieces, those that were found in ``<mark>``."""
    return Markup(
        "".join(
            f"<mark>{escape(text)}</mark>" if found else escape(text)
            for text, found in pieces
        )
    )
