"""What a blog asks of those who copy it; pure.

robots.txt: RFC 9309.  ``X-Robots-Tag`` and ``<meta name="robots">``:
https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
Text and data mining: https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from scraper.doctor.findings import RobotsFacts, reason
from scraper.errors import FetchError
from scraper.fetch.robots import AGENT, Robots
from scraper.html import parse_html
from scraper.model import Capture

_ASKED = ("noarchive", "nocache", "noindex", "none", "noai", "noimageai")
_VALUED = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}
_GATHERERS = (
    *("AI2Bot", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider"),
    *("CCBot", "ClaudeBot", "cohere-ai", "Diffbot", "Google-Extended", "GPTBot"),
    *("Meta-ExternalAgent", "omgili", "PerplexityBot"),
)
"""Names by which robots.txt files turn away those who gather texts in bulk."""
Group = tuple[frozenset[str], tuple[str, ...]]
"""User agents in lower case, and the lines that apply to them."""


def robots_facts(
    robots: Robots | FetchError, text: str, home: str, addresses: Mapping[str, str]
) -> RobotsFacts:
    """What robots.txt says to us.

    Args:
        text: Of the file; empty if there is none.
        home: The blog's front page; rules on other blogs of its host are left out.
        addresses: Kind of address, e.g. ``"posts"`` -> one of them.
    """
    if isinstance(robots, FetchError):
        return RobotsFacts(state="unreadable", said=reason(robots))
    return RobotsFacts(
        state="absent" if robots.absent else "allowed",
        delay=robots.delay,
        rules=_about(home, _for(AGENT, groups(text))),
        forbidden=tuple(k for k, url in addresses.items() if not robots.allows(url)),
    )


def reservations(
    pages: Iterable[Capture], robots_text: str, tdmrep: Capture | None
) -> tuple[str, ...]:
    """What is asked, and where it says so; a line each.

    Args:
        pages: The front page, a post, a feed: what is asked of all is said once.
        tdmrep: ``/.well-known/tdmrep.json``, if there is one.
    """
    found: dict[str, None] = {}
    paths = ["/"]
    for page in pages:
        paths.append(urlsplit(page.final_url).path)
        for line in (*_headers(page), *_metas(page)):
            found[line] = None
    if tdmrep is not None and tdmrep.status == 200:
        for line in _tdmrep(tdmrep, paths):
            found[line] = None
    for line in _robots(robots_text):
        found[line] = None
    return tuple(found)


def groups(text: str) -> tuple[Group, ...]:
    """The groups of a robots.txt: a run of ``User-agent`` lines, then its rules."""
    found: list[tuple[set[str], list[str]]] = []
    naming = False
    for raw in text.removeprefix("\ufeff").splitlines():
        line = raw.partition("#")[0].strip()
        key, colon, value = (part.strip() for part in line.partition(":"))
        name = key.lower()
        if not colon or name == "sitemap":
            continue
        if name == "user-agent":
            if not naming:
                found.append((set(), []))
            found[-1][0].add(value.lower())
        elif found:
            found[-1][1].append(f"{key}: {value}")
        naming = name == "user-agent"
    return tuple((frozenset(agents), tuple(rules)) for agents, rules in found)


def _for(agent: str, all_groups: Iterable[Group]) -> tuple[str, ...]:
    """The lines of the groups that name an agent, or else of those for everybody."""
    every = list(all_groups)
    for name in (agent.lower(), "*"):
        named = [rules for agents, rules in every if name in agents]
        if named:
            return tuple(rule for rules in named for rule in rules)
    return ()


def _about(home: str, rules: Iterable[str]) -> tuple[str, ...]:
    """The rules that may concern a blog: on its path, above it, or on no path."""
    here = urlsplit(home).path.lower()
    found = []
    for rule in rules:
        path = rule.partition(":")[2].strip().lower().partition("*")[0]
        if not path.startswith("/") or path.startswith(here) or here.startswith(path):
            found.append(rule)
    return tuple(found)


def _robots(text: str) -> Iterator[str]:
    every = groups(text)
    shut = [
        name
        for name in _GATHERERS
        if any(
            name.lower() in agents and any(map(_shuts_all, rules))
            for agents, rules in every
        )
    ]
    if shut:
        yield f"robots.txt turns away gatherers of texts: {', '.join(shut)}"
    for raw in text.splitlines():
        if re.match(r"\s*content-(?:signal|usage)\s*:", raw, re.IGNORECASE):
            yield f"robots.txt: {' '.join(raw.split())}"


def _shuts_all(rule: str) -> bool:
    return re.fullmatch(r"disallow:\s*/\*?", rule.lower()) is not None


def _headers(page: Capture) -> Iterator[str]:
    for name in _directives(page.headers.get("x-robots-tag", "")):
        yield f"{name} (header X-Robots-Tag)"
    if page.headers.get("tdm-reservation", "").strip() == "1":
        policy = page.headers.get("tdm-policy")
        yield _reserved("header tdm-reservation", policy)


def _metas(page: Capture) -> Iterator[str]:
    if page.status != 200 or "html" not in page.headers.get("content-type", "html"):
        return
    metas: dict[str, str] = {}
    for node in parse_html(page).css("meta[name][content]"):
        name = (node.attributes.get("name") or "").lower()
        metas.setdefault(name, node.attributes.get("content") or "")
    for agent in ("robots", AGENT.lower()):
        for name in _directives(metas.get(agent, "")):
            yield f"{name} (meta {agent})"
    if metas.get("tdm-reservation", "").strip() == "1":
        yield _reserved("meta tdm-reservation", metas.get("tdm-policy"))


def _directives(value: str) -> Iterator[str]:
    """Those of a list that matter here; what is said to other robots only is not."""
    to_us = True
    for part in value.lower().split(","):
        agent, colon, rest = (each.strip() for each in part.partition(":"))
        if colon and agent not in _VALUED:
            to_us, part = agent == AGENT.lower(), rest
        if to_us and part.strip() in _ASKED:
            yield part.strip()


def _tdmrep(capture: Capture, paths: Iterable[str]) -> Iterator[str]:
    """The first rule of the file that matches one of the paths."""
    try:
        rules = json.loads(capture.body)
    except ValueError:
        return  # many hosts answer any address with a page and status 200
    for rule in rules if isinstance(rules, list) else []:
        if not isinstance(rule, dict) or rule.get("tdm-reservation") not in (1, "1"):
            continue
        pattern = re.escape(str(rule.get("location", ""))).replace(r"\*", ".*")
        pattern = re.sub(r"\\\$$", "$", pattern)
        if pattern and any(re.match(pattern, path) for path in paths):
            policy = rule.get("tdm-policy")
            place = f"/.well-known/tdmrep.json for {rule.get('location')}"
            yield _reserved(place, policy if isinstance(policy, str) else None)
            return


def _reserved(where: str, policy: str | None) -> str:
    said = f"; policy: {policy}" if policy else ""
    return f"text and data mining is reserved ({where}{said})"
