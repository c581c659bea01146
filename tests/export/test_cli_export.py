"""The commands: options become questions, mistakes become one line with exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scraper.cli.export import diff, export, publish
from scraper.cli.main import Paths
from scraper.errors import ArchiveError, InputError
from tests.export.conftest import Archive
from tests.export.reading import from_jsonl, resource


def run(archive: Archive, *words: str) -> Result:
    folder = archive.path.parent
    paths = Paths(archive.path, folder / "captures.db", folder / "sources.toml")
    commands = {"export": export, "publish": publish, "diff": diff}
    found = CliRunner().invoke(commands[words[0]], words[1:], obj=paths)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


@pytest.mark.slow
def test_options_choose_formats_and_rows(archive: Archive, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    found = run(
        archive,
        *("export", out, "--format", "jsonl, csv", "--from", "2024-02", "--to", "2024"),
        *("--source", "anna", "--json"),
    )
    report = json.loads(found.stdout)
    assert (report["path"], report["rows"]["posts"]) == (out, 1)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["selection"] == {
        "query": None,
        "sources": ["anna"],
        "topics": [],
        "from": "2024-02-01",
        "to": "2024-12-31",
    }


def test_notes_of_the_search_are_told(archive: Archive, tmp_path: Path) -> None:
    found = run(archive, "export", str(tmp_path / "out"), "--query", "typ:skola")
    assert "”skola” är ingen typ" in found.stderr
    assert found.stdout == f"{tmp_path / 'out'}\n"


def test_listed_office_holders_keep_their_names(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "sources.toml").write_text(
        '[people.nils]\nname = "Nils Dahlin"\noffice = "ledamot"\n', "utf-8"
    )
    out = tmp_path / "out"
    found = run(archive, "export", str(out), "--pseudonyms")
    rows = from_jsonl(out, resource("comments"))
    assert [row["author"] for row in rows].count("Nils Dahlin") == 2
    assert (tmp_path / "pseudonyms.key").exists()
    assert f"doubtful names to review: {out}.review.csv" in found.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--from", "i går"],
            "--from: expected YYYY, YYYY-MM or YYYY-MM-DD, got 'i går'",
        ),
        (["--format", "xls"], "--format: expected some of csv, .*, got 'xls'"),
        (["--key", "k"], "--key: expected --pseudonyms with it"),
        (["--format", "tei", "--excel"], "--excel: expected the format csv"),
        (["--source", "nix"], "--source: no 'nix' in this archive"),
    ],
)
def test_mistakes_are_said_before_anything_is_written(
    archive: Archive, tmp_path: Path, options: list[str], message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        run(archive, "export", str(tmp_path / "out"), *options)
    assert caught.value.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_no_archive_is_an_error_of_one_line(archive: Archive, tmp_path: Path) -> None:
    archive.db.close()
    archive.path.unlink()
    with pytest.raises(ArchiveError, match="no such archive") as caught:
        run(archive, "export", str(tmp_path / "out"))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_publish_prints_the_folder_and_diff_the_items(archive: Archive) -> None:
    folder = str(archive.path.parent / "snapshots")
    old = run(archive, "publish", folder).stdout.strip()
    archive.db.execute(
        "update posts set title = 'nytt', digest = 'x' where id = '24h-9'"
    )
    new = run(archive, "publish", folder).stdout.strip()
    found = run(archive, "diff", old, new)
    assert found.stdout == "edited    24h-9  (title)\n"
    assert "edited posts: 1" in found.stderr
    record = json.loads(run(archive, "diff", old, new, "--json").stdout)
    assert (record["continues"], record["items"][0]["id"]) == (True, "24h-9")
