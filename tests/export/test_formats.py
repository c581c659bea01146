"""VRT, TEI and networks, each read by a parser or held to a schema."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from lxml import etree

from scraper.export import Options, export_package
from scraper.export.formats.sentences import sentences
from scraper.swedish.keys import key_of
from tests.export.conftest import NOW, Archive
from tests.factory import make_comment, make_post

TEI = {"t": "http://www.tei-c.org/ns/1.0"}
GRAPH = {"g": "http://graphml.graphdrawing.org/xmlns"}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def export(archive: Archive, form: str, **options: object) -> Path:
    target = archive.path.parent / "package"
    chosen = Options(formats=(form,), **options)  # type: ignore[arg-type]
    return export_package(archive.path, target, chosen, now=NOW).path / form


def test_vrt_is_nested_tagged_and_says_what_the_archive_says(archive: Archive) -> None:
    text = (export(archive, "vrt") / "debattarkivet.vrt").read_text("utf-8")
    root = etree.fromstring(f"<corpus>{text}</corpus>")
    texts = root.findall("text")
    ids = [item.get("id") for item in texts]
    assert ids == [
        *("24h-9", "24h-c10", "anna-7"),
        *("anna-c1", "anna-c2", "anna-c3", "anna-c4", "anna-c5", "anna-8"),
    ]
    assert dict(texts[1].attrib) == {
        "id": "24h-c10",
        "kind": "comment",
        "source": "24h",
        "author": "Nils Dahlin",
        "date": "2024-02-11",
        "year": "2024",
        "post": "24h-9",
        "parent": "",
        "selected": "1",
        "title": "",
    }
    assert {parent.tag for parent in root.iter()} == {"corpus", "text", "p", "s"}
    body = [line.split("\t") for s in texts[1].iter("s") for line in lines(s.text)]
    words = ["-", "Jag", "håller", "med", "."]
    assert body == [[w, key_of(w) if w.isalpha() else w] for w in words]


def lines(text: str | None) -> list[str]:
    return (text or "").strip("\n").split("\n")


def test_vrt_says_how_it_is_encoded(archive: Archive) -> None:
    folder = export(archive, "vrt")
    text = (folder / "debattarkivet.vrt").read_text("utf-8")
    command = re.search(
        r"`(cwb-encode [^`]+)`", (folder.parent / "README.md").read_text()
    )
    assert command
    declared = re.search(r"-S text:0\+(\S+)", command[1])
    assert declared
    found = re.findall(r" (\w+)=", text.split("\n", 1)[0])
    assert declared[1].split("+") == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Ja! Nej?", [["Ja", "!"], ["Nej", "?"]]),
        ("Det kostar 1.500 kr. och mer.", [["Det", "kostar", "1.500", "kr.", "och"]]),
        ("Jaså... eller hur", [["Jaså", "...", "eller", "hur"]]),
        ("”Nej.” Sa hon.", [["”", "Nej", ".", "”"], ["Sa", "hon", "."]]),
        ("individ- och familjenämnden", [["individ-", "och", "familjenämnden"]]),
        ("se https://a.example/b. Ja", [["se", "https://a.example/b", "."], ["Ja"]]),
    ],
)
def test_sentences(text: str, expected: list[list[str]]) -> None:
    found = [list(sentence) for sentence in sentences(text)]
    assert [s[: len(e)] for s, e in zip(found, expected, strict=True)] == expected


def test_tei_is_valid_and_replies_stand_inside(archive: Archive) -> None:
    folder = export(archive, "tei")
    schema = etree.RelaxNG(etree.parse(Path(__file__).with_name("tei_cut.rng")))
    assert sorted(path.name for path in folder.iterdir()) == ["24h.xml", "anna.xml"]
    for path in folder.iterdir():
        schema.assertValid(etree.parse(path))
    root = etree.parse(folder / "anna.xml").getroot()
    first, reply, answer = root.xpath(
        "//t:div[@xml:id='anna-c1' or @xml:id='anna-c2' or @xml:id='anna-c3']",
        namespaces=TEI,
    )
    assert reply.getparent() is first
    assert answer.get("corresp") == "#anna-c1"
    assert first.findtext("t:docAuthor", namespaces=TEI) == "Nils Dahlin"
    when = first.find("t:docDate", namespaces=TEI)
    assert when is not None
    assert when.get("when") == "2024-02-11T08:01:00Z"
    words = "".join(reply.itertext())
    assert "Rad ett" in words
    assert "\ufffd <slut> & =1" in words
    other = etree.parse(folder / "24h.xml").getroot()
    ids = [element.get(XML_ID) for element in other.iter() if element.get(XML_ID)]
    assert ids == ["_24h-9", "_24h-c10"]


def test_a_thread_of_any_depth_becomes_tei(empty: Archive) -> None:
    comments = [
        make_comment(n, parent=f"anna-c{n - 1}" if n > 1 else None, depth=n, position=n)
        for n in range(1, 400)
    ]
    empty.read(make_post(7), *comments)
    parser = etree.XMLParser(huge_tree=True)
    root = etree.parse(export(empty, "tei") / "anna.xml", parser).getroot()
    assert len(root.xpath("//t:div[@type='comment']", namespaces=TEI)) == 399


def test_networks_are_the_view_who_answers_whom(archive: Archive) -> None:
    folder = export(archive, "network")
    view = [
        tuple(str(value) for value in row.values())
        for row in archive.db.query("select * from who_answers_whom")
    ]
    assert view == [("Läsare 2", "Nils Dahlin", "1", "2024-02-11", "2024-02-11")]
    with (folder / "who-answers-whom.csv").open(encoding="utf-8") as file:
        assert [tuple(row) for row in csv.reader(file)][1:] == view
    root = etree.parse(folder / "who-answers-whom.graphml").getroot()
    nodes = [node.get("id") for node in root.iterfind(".//g:node", GRAPH)]
    assert nodes == ["Läsare 2", "Nils Dahlin"]
    (edge,) = root.iterfind(".//g:edge", GRAPH)
    assert (edge.get("source"), edge.get("target")) == ("Läsare 2", "Nils Dahlin")
    data = {item.get("key"): item.text for item in edge.iterfind("g:data", GRAPH)}
    assert data == {"answers": "1", "first": "2024-02-11", "last": "2024-02-11"}


def test_the_network_of_a_subset_has_only_answers_asked_for(archive: Archive) -> None:
    folder = export(archive, "network", query='"rad ett"')
    assert len((folder / "who-answers-whom.csv").read_text().splitlines()) == 2
    folder.parent.rename(folder.parent.with_name("earlier"))
    folder = export(archive, "network", sources=("24h",))
    assert len((folder / "who-answers-whom.csv").read_text().splitlines()) == 1
