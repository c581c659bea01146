"""The line that a person watches during a run."""

from __future__ import annotations

from scraper.run.progress import Bar


def test_line_says_posts_requests_rate_and_time_left() -> None:
    now = [100.0]
    lines: list[str] = []
    bar = Bar(lines.append, clock=lambda: now[0])
    bar("anna", 0, 600, 3)
    now[0] += 60
    bar("anna", 30, 600, 40)
    now[0] += 1140
    bar("anna", 600, 600, 700)
    assert lines[0] == "\ranna: 0 of 600 posts, 3 requests"
    assert lines[1] == "\ranna: 30 of 600 posts, 40 requests, 0.5 posts/s, 19 min left"
    assert lines[2].strip() == "anna: 600 of 600 posts, 700 requests, 0.5 posts/s"
    assert len(lines[2]) >= len(lines[1]), "the longer line before is written over"
    assert lines[2].endswith("\n")


def test_next_source_begins_with_its_own_time() -> None:
    now = [0.0]
    lines: list[str] = []
    bar = Bar(lines.append, clock=lambda: now[0])
    bar("anna", 1, 1, 1)
    now[0] = 5000.0
    bar("bo", 0, 10, 2)
    now[0] = 5010.0
    bar("bo", 5, 10, 9)
    assert lines[-1] == "\rbo: 5 of 10 posts, 9 requests, 0.5 posts/s, 1 min left"
