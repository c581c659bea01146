"""Who answers whom: a weighted, directed network of names.

An edge is what the view ``who_answers_whom`` has: replies to comments, by the answer
that a comment itself names, or else the comment it is nested under.
GraphML: http://graphml.graphdrawing.org/specification.html
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from pathlib import Path

from scraper.export.formats.xml import attributes, safe

Name = Callable[[str], str]
"""Printed name -> as the package has it."""

COLUMNS = ("who", "whom", "answers", "first", "last")


def write_network(
    folder: Path, db: sqlite3.Connection, *, subset: bool, name: Name
) -> tuple[Path, ...]:
    """Write ``who-answers-whom.csv`` and ``.graphml``.

    Args:
        subset: Only answers that ``temp.chosen`` selected.
    """
    db.create_function("as_exported", 1, name, deterministic=True)
    edges = folder / "who-answers-whom.csv"
    graph = folder / "who-answers-whom.graphml"
    table = _EDGES.format(chosen=_CHOSEN if subset else "comments r")
    db.execute("drop table if exists temp.edges")
    db.execute(f"create temp table edges as {table}")
    with edges.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(db.execute("select * from temp.edges"))
    with graph.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        for (node,) in db.execute(_NODES):
            file.write(f"<node{attributes(id=node)}/>\n")
        for who, whom, *facts in db.execute("select * from temp.edges"):
            data = "".join(
                f'<data key="{key}">{safe(value)}</data>'
                for key, value in zip(COLUMNS[2:], facts, strict=True)
                if value is not None
            )
            about = attributes(source=who, target=whom)
            file.write(f"<edge{about}>{data}</edge>\n")
        file.write("</graph>\n</graphml>\n")
    return (edges, graph)


_CHOSEN = "temp.chosen k cross join comments r on r.id = k.item and k.selected"
_EDGES = """
    select as_exported(r.author) as who, as_exported(a.author) as whom,
           count(*) as answers, min(r.date) as first, max(r.date) as last
    from {chosen}
    join comments a on a.id = coalesce(r.answers, r.parent)
    where r.author is not null and a.author is not null
    group by 1, 2
    order by 1, 2"""
_NODES = """
    select who from temp.edges union select whom from temp.edges order by 1"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="answers" for="edge" attr.name="answers" attr.type="int"/>
<key id="first" for="edge" attr.name="first" attr.type="string"/>
<key id="last" for="edge" attr.name="last" attr.type="string"/>
<graph id="who-answers-whom" edgedefault="directed">
"""
