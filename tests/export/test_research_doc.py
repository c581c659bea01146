"""docs/research.md does what it says: its commands and its Python run, in order."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest
from click.testing import CliRunner

from scraper.cli.export import diff, export, publish
from scraper.cli.main import Paths
from tests.export.conftest import ODD, Archive

TEXT = (Path(__file__).parents[2] / "docs" / "research.md").read_text("utf-8")
COMMANDS: dict[str, click.Command] = {
    "export": export,
    "publish": publish,
    "diff": diff,
}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def invoke(archive: Archive, line: str) -> str:
    paths = Paths(
        archive.path,
        archive.path.with_name("captures.db"),
        archive.path.with_name("sources.toml"),
    )
    words = shlex.split(line)
    found = CliRunner().invoke(
        COMMANDS[words[0]], words[1:], obj=paths, catch_exceptions=False
    )
    assert found.exit_code == 0, found.output
    return found.output


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_python_of_the_tutorial_runs(archive: Archive, here: Path) -> None:
    (first, *_) = re.findall(r"^debattarkiv (export .*)$", TEXT, re.MULTILINE)
    invoke(archive, first)
    names: dict[str, Any] = {}
    for block in blocks("python"):
        exec(compile(block, "docs/research.md", "exec"), names)
    assert names["per_year"] == [("24h", 2024, 1), ("anna", 0, 1), ("anna", 2024, 4)]
    assert (names["claimed"], names["found"], names["missing"]) == (3, 5, 0)
    assert len(names["comments"]) == len(names["from_csv"]) == 6
    assert len(names["from_lines"]) == len(names["with_post"]) == 6
    assert str(names["comments"]["published"].dtype) == "datetime64[ms, UTC]"
    assert names["delay"].min().days >= 0
    assert names["concordance"] == [
        ("= SUMMA ( A1 )", "Visselblåsaren", "får tala . - Jag")
    ]
    assert names["most_answered"].to_dict() == {"Nils Dahlin": 1}


def test_every_command_of_the_tutorial_is_understood() -> None:
    lines = re.findall(r"^debattarkiv (?:--db \S+ )?(.*)$", TEXT, re.MULTILINE)
    assert len(lines) >= 8
    for line in lines:
        name, *arguments = shlex.split(line)
        command = COMMANDS[name]
        with command.make_context(name, arguments) as context:
            assert context.params


def test_every_package_of_the_tutorial_is_made(archive: Archive, here: Path) -> None:
    archive.source("janhagglund")
    (here / "nycklar").mkdir()
    for line in re.findall(r"^debattarkiv (export .*)$", TEXT, re.MULTILINE):
        invoke(archive, line.replace("~", str(here)))
    made = {path.parent.name for path in here.glob("*/SHA256SUMS")}
    assert made == {"paket", "delen", "for-excel", "delbar", "metadata"}
    assert (here / "nycklar" / "debatt.key").exists()
    for folder in made:
        command = ["sha256sum", "--quiet", "--check", "SHA256SUMS"]
        subprocess.run(command, cwd=here / folder, check=True)
    # what a Swedish Excel does, and R's read_csv(na = "")
    excel = pd.read_csv("for-excel/csv/comments.csv", sep=";", encoding="utf-8-sig")
    plain = pd.read_csv("paket/csv/comments.csv", na_values=[""])
    assert len(excel) == len(plain) == 6
    assert list(excel["id"]) == list(plain["id"])
    odd = plain.loc[plain["id"] == "anna-c2", "text"].item()
    assert odd.replace("\r\n", "\n") == ODD.replace("\r\n", "\n")
    assert excel.loc[excel["id"] == "anna-c2", "text"].item() == odd


def test_snapshots_and_their_difference(archive: Archive, here: Path) -> None:
    old = invoke(archive, "publish snapshots").strip()
    new = invoke(archive, "publish snapshots").strip()
    assert new == f"{old}.2"
    assert "no difference" in invoke(archive, f"diff {old} {new}")
