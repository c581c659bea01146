"""A saved page becomes a test case in which nobody can be found again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_platforms import PAGES, read, shown

ROOT = Path(__file__).parent.parent
WORDPRESS = {"En", "kommentar", "skriver", "7/1-22:"}
"""Words of the page that its theme might print too, and a date."""


def saved(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "savelib"), *arguments],
        env={**os.environ, "SAVE_PAGES": str(folder / "wordpress")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.slow
def test_page_is_scrubbed_and_proposed_and_must_be_reviewed(tmp_path: Path) -> None:
    page = PAGES / "wordpress" / "html5-threaded" / "page.html"
    done = saved(tmp_path, str(page), "ny")
    assert done.returncode == 1
    assert "review" in done.stderr
    assert "otherwise than before" not in done.stderr
    case = tmp_path / "wordpress" / "ny"
    scrubbed = (case / "page.html").read_text("utf-8")
    before = read(page.parent)
    names = {word for c in before.comments for word in (c.author or "").split()}
    texts = {word for c in before.comments for word in c.text.split() if len(word) > 6}
    own = {word.strip(".,”") for word in names | texts} - WORDPRESS
    assert len(own) > 5
    assert not {word for word in own if word in scrubbed}
    assert "gravatar" not in scrubbed
    after = read(case)
    assert json.loads((case / "thread.json").read_text("utf-8")) == shown(after)
    assert [(c.id, c.parent, c.published) for c in after.comments] == [
        (c.id, c.parent, c.published) for c in before.comments
    ]
    again = saved(tmp_path, str(page), "ny")
    assert again.returncode == 2
    assert "it exists" in again.stderr


def test_what_is_no_post_is_not_kept(tmp_path: Path) -> None:
    page = PAGES / "wordpress" / "refused-month-listing" / "page.html"
    done = saved(tmp_path, str(page), "ny")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
    assert not (tmp_path / "wordpress").exists()
