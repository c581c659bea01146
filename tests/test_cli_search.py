import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from scraper.cli.main import cli
from tests.small_corpus import Corpus, fill


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "corpus.db"
    corpus = Corpus(Database(path))
    fill(corpus)
    corpus.close()
    return path


def search(path: Path, *words: str) -> Result:
    found = CliRunner().invoke(cli, ["--db", str(path), "search", *words])
    assert found.exit_code == 0, found.output
    return found


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_hits_are_marked_and_the_reading_is_said(path: Path) -> None:
    found = search(path, "*nämnd*", "får", "--order", "newest")
    assert "Socialnämnden möts. [Får] kommer" in found.stdout.replace(
        "[Socialnämnden]", "Socialnämnden"
    )
    assert "Läst som: ord som innehåller nämnd och former av får." in found.stderr
    assert "*nämnd*: nämnderna 1, socialnämnden 1" in found.stderr


def test_nothing_found_is_met_with_what_to_try(path: Path) -> None:
    found = search(path, "socialnämdnen")
    assert found.stdout == ""
    assert "Inga träffar.\nProva: socialnämnden (1)\n" in found.stderr


def test_views_are_csv(path: Path) -> None:
    counts = rows(search(path, "skola OR får", "--counts"))
    assert {(r["what"], r["value"]): r["hits"] for r in counts} == {
        ("sources", "b"): "2",
        ("kinds", "post"): "1",
        ("kinds", "comment"): "1",
        ("authors", "Åsa Berg"): "1",
        ("authors", "Bo Ek"): "1",
        ("years", "2023"): "1",
    }
    kwic = rows(search(path, "skola OR får", "--kwic"))
    assert [r["match"] for r in kwic] == ["skolan", "Får", "skola"]
    trend = rows(search(path, "nämnd", "far", "--trend"))
    assert (len(trend), trend[0]["month"], trend[-1]["month"]) == (
        17,
        "2022-01",
        "2023-05",
    )
    assert (trend[0]["far"], trend[-1]["nämnd"]) == ("1", "1")
    assert trend[0]["far, per million words"] == "125000.00"
    years = rows(search(path, "nämnd", "far", "--years"))
    assert [(r["year"], r["nämnd"], r["far"]) for r in years] == [
        ("2022", "0", "1"),
        ("2023", "1", "0"),
    ]
    (first,) = rows(search(path, "gammal", "--first"))
    assert (first["id"], first["gone"]) == ("b-2", "")
    company = search(path, "får", "--company")
    assert "Log-likelihood (Dunning 1993), 5 ord" in company.stderr
