"""``pip install .``: the wheel holds all that a checkout runs with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parent.parent
BESIDE = {"scraper/metadata.yml", "scraper/sources.toml"}
"""Kept above the package in a checkout, inside it in a wheel."""


def test_wheel_holds_templates_translations_sample_and_all_else(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    subprocess.run([*build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("scraper/")}
        for name in BESIDE:
            beside = ROOT / Path(name).name
            assert archive.read(name) == beside.read_bytes()
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "scraper").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == files | BESIDE
    kinds = {Path(name).suffix for name in packed}
    assert {".html", ".css", ".svg", ".po", ".toml", ".yml", ".xml"} <= kinds
