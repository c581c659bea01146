"""The ``sources.toml`` with which the sample's blogs are archived."""

from __future__ import annotations

from scraper.sample.content import Blog, load_blogs

_TOPICS = """\
[topics.socialtjanst]
title = "Socialtjänsten"
any = [
  "socialtjänst*", "socialsekreterar*", '"individ- och familjenämnden"', "IVO", "LVU",
]

[topics.visselblasare]
title = "Visselblåsare och tystnadskultur"
any = ["visselblås*", "tystnadskultur*", "repressali*"]

[topics.placeringar]
title = "Placeringar och HVB-hem"
any = ["HVB*", "familjehem*", "omhändertag*", "placering*"]

[people.tranvik]
name = "Solveig Tranvik"
office = "ordförande, individ- och familjenämnden"
spellings = ["Solvej Tranvik", "Solveig Transvik"]

[people.balgsten]
name = "Torgny Bälgsten"
office = "gruppledare, Kustlistan"
spellings = ["Torgny Belgsten", "Thorgny Bälgsten"]
"""


def sources_toml(base_url: str) -> str:
    """The text of a sources.toml for the sample served at ``base_url``.

    There is no contact address and no delay: the host is this machine.
    """
    head = '[defaults]\ncontact = ""\ndelay = 0.0\n'
    tables = [_source(base_url.rstrip("/"), blog) for blog in load_blogs()]
    return "\n".join([head, *tables, _TOPICS])


def _source(host: str, blog: Blog) -> str:
    lines = [
        f"[sources.{blog.name}]",
        f'home = "{host}/{blog.path}/"',
        'platform = "wordpress"',
        f'owner = "{blog.owner}"',
        f'party = "{blog.party}"' if blog.party else "",
        'timezone = "Europe/Stockholm"',
        'route = "auto"',
        f"min_posts = {len(blog.posts)}",
    ]
    return "\n".join(line for line in lines if line) + "\n"
