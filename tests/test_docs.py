"""What the documentation promises must exist."""

from __future__ import annotations

import doctest
import importlib
import os
import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from sqlite_utils import Database

from scraper import errors
from scraper.cli.main import cli
from scraper.site.sql import register_functions
from scraper.store.corpus import open_corpus

ROOT = Path(__file__).parent.parent
METADATA: dict[str, Any] = yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8"))
CORPUS = METADATA["databases"]["corpus"]
README = (ROOT / "README.md").read_text("utf-8")
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
ARGUMENTS = {"q": "snö", "namn": "Anna", "amne": "socialtjanst"}


EXAMPLES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "scraper").rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


@pytest.fixture(scope="module")
def db() -> Database:
    db = open_corpus(None)
    register_functions(db.conn)
    return db


@pytest.mark.parametrize("module", EXAMPLES)
def test_examples_in_docstrings_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(module))
    assert found.failed == 0
    assert found.attempted


def test_drawn_error_tree_is_the_real_one() -> None:
    defined = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert (
        set(re.findall(r"^[├└│─ ]*([A-Z]\w+)", errors.__doc__ or "", re.M))
        - {
            "Every",
            "A",
            "Everything",
        }
        == defined
    )


def test_every_table_is_described_or_hidden(db: Database) -> None:
    assert set(CORPUS["tables"]) == {*db.table_names(), *db.view_names()}


@pytest.mark.parametrize(
    "table", [n for n, t in CORPUS["tables"].items() if not t.get("hidden")]
)
def test_every_column_is_described(db: Database, table: str) -> None:
    described = CORPUS["tables"][table]
    columns = [row["name"] for row in db.query(f"pragma table_info([{table}])")]
    assert list(described["columns"]) == columns
    shown = {described.get(key) for key in ("sort", "sort_desc", "label_column")}
    assert ({*described.get("facets", ()), *shown} - {None}) <= set(columns)


@pytest.mark.parametrize(
    "table", [n for n, t in CORPUS["tables"].items() if t.get("facets")]
)
def test_facets_and_sorting_have_an_index(db: Database, table: str) -> None:
    indexed = {index.columns[0] for index in db.table(table).indexes}
    keys = {*CORPUS["tables"][table]["facets"]}
    keys |= {CORPUS["tables"][table].get("sort_desc")} - {None, "id"}
    assert keys <= indexed | {pk for pk in db.table(table).pks}


@pytest.mark.parametrize("query", CORPUS["queries"])
def test_canned_query_runs_on_an_empty_archive(db: Database, query: str) -> None:
    sql = CORPUS["queries"][query]["sql"]
    names = set(re.findall(r"(?<!:):(\w+)", sql))
    assert list(db.query(sql, {name: ARGUMENTS[name] for name in names})) == []


def test_there_are_ten_queries_a_journalist_would_want() -> None:
    assert len(CORPUS["queries"]) >= 10


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_commands_and_options_in_the_docs_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    for line in re.findall(r"debattarkiv ((?:--?[\w-]+ \S+ )*[a-z-]+[^`\n]*)", text):
        words = line.split()
        name = next((word for word in words if word in cli.commands), None)
        if name is None:
            continue
        command = cli.commands[name]
        if isinstance(command, click.Group):
            command = command.commands[words[words.index(name) + 1]]
        options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        used = {w.rstrip(",.;)") for w in words if re.fullmatch(r"--[\w-]+[,.;)]?", w)}
        assert used <= options | {"--help", "--db", "--captures", "--sources"}, line


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_between_the_docs_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_scripts_named_in_the_docs_are_there_to_run(path: Path) -> None:
    for name in re.findall(r"\bscripts/([a-z_]+)", path.read_text("utf-8")):
        assert os.access(ROOT / "scripts" / name, os.X_OK), name


def test_sql_of_the_readme_runs(db: Database) -> None:
    (sql,) = re.findall(r"```sql\n(.+?)```", README, re.S)
    assert list(db.query(sql)) == []


def test_readme_leads_to_a_first_success_on_one_screen() -> None:
    before, _, _ = README.partition("## Commands")
    assert len(before.splitlines()) <= 40
    assert "scripts/run --sample" in before


def test_readme_lists_the_exit_codes_that_errors_have() -> None:
    listed = re.search(r"Exit codes: (.+?)\n\n", README, re.S)
    assert listed
    codes = {int(n) for n in re.findall(r"(?:^|· )(\d+) ", listed[1], re.M)}
    classes = (v for v in vars(errors).values() if isinstance(v, type))
    raised = {c.exit_code for c in classes if issubclass(c, errors.DebattarkivError)}
    assert {0, 4, 8, 130} | raised <= codes


def test_readme_names_every_command() -> None:
    for name in cli.commands:
        assert f"debattarkiv {name}" in README


def test_changelog_has_the_version_under_work() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")
