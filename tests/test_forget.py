"""After an erasure nothing of it is anywhere, and nothing brings it back."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.captures import Captures
from scraper.errors import ArchiveError
from scraper.forget.hide import hide, unhide
from scraper.forget.targets import Target
from scraper.replay.rebuild import replay
from scraper.replay.verify import verify
from scraper.run.archive import open_archive
from scraper.run.clock import now
from scraper.sample import SampleServer, load_blogs, serve
from scraper.tombstones import require_obeyed, unfinished
from tests.dump import rows_of
from tests.takedown import House, hand_on, left, lone_words, words_in

pytestmark = pytest.mark.slow

BLOG = "tranvik"


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    blogs = [blog for blog in load_blogs() if blog.name == BLOG]
    with serve(blogs=blogs) as running:
        yield running


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, server: SampleServer) -> Path:
    folder = tmp_path_factory.mktemp("made")
    house = House(folder, server)
    assert house.scrape().exit_code == 0
    return folder


@pytest.fixture
def house(made: Path, server: SampleServer, tmp_path: Path) -> House:
    folder = tmp_path / "archive"
    shutil.copytree(made, folder)
    return House(folder, server)


def answered_comment(house: House) -> str:
    """A comment with words of its own, and a reply."""
    (found, *_) = house.rows(
        """
        select id from comments c where kind = 'comment' and length(text) > 150
          and exists (select 1 from comments r where r.parent = c.id) order by id
        """
    )
    return str(found[0])


def texts_of(house: House, ids: list[str]) -> list[str]:
    marks = ", ".join("?" * len(ids))
    return [
        text
        for table, column in (
            ("posts", "title"),
            ("posts", "text"),
            ("comments", "text"),
        )
        for (text,) in house.rows(
            f"select {column} from {table} where id in ({marks})",  # noqa: S608
            *ids,
        )
    ]


def others(house: House, ids: list[str]) -> list[tuple[object, ...]]:
    """What every other item says, but for its place under what went."""
    marks = ", ".join("?" * len(ids))
    return house.rows(
        f"""
        select id, url, title, author, published, text, digest from posts
        where id not in ({marks})
        union all
        select id, url, '', author, published, text, '' from comments
        where id not in ({marks}) order by 1
        """,  # noqa: S608
        *ids,
        *ids,
    )


def test_forgotten_comment_is_nowhere_and_its_neighbours_stay(house: House) -> None:
    item = answered_comment(house)
    texts, lone = texts_of(house, [item]), lone_words(house.folder, [item])
    before, chains = others(house, [item]), house.rows("select id, chain from runs")
    assert left(house.folder, texts, lone)
    planned = house.forget(Target(kind="comment", value=item), quotations=True)
    assert [found.id for found in planned.items] == [item]
    assert left(house.folder, texts, lone) == []
    assert others(house, [item]) == before
    assert house.rows("select id, chain from runs") == chains
    assert house.rows("select kind, count, reason from erasures") == [
        ("comment", 1, "begäran")
    ]
    assert verify(house.db, house.captures) == ()


def test_nothing_brings_a_forgotten_comment_back(house: House, tmp_path: Path) -> None:
    item = answered_comment(house)
    texts, lone = texts_of(house, [item]), lone_words(house.folder, [item])
    ((url,),) = house.rows(
        "select p.url from posts p join comments c on c.post = p.id where c.id = ?",
        item,
    )
    backup = tmp_path / "backup"
    backup.mkdir()
    for path in (house.db, house.captures):
        shutil.copy(path, backup)
    page = tmp_path / "sida.html"
    page.write_bytes(fetched(url))
    house.forget(Target(kind="comment", value=item), quotations=True)

    assert house.scrape(full=True).exit_code == 0
    assert left(house.folder, texts, lone) == []
    house.add(BLOG, page, url)
    assert left(house.folder, texts, lone) == []
    replay(house.db, house.captures)
    assert left(house.folder, texts, lone) == []
    assert unfinished(house.db, house.captures) is None
    assert verify(house.db, house.captures) == ()

    for path in (house.db, house.captures):
        shutil.copy(backup / path.name, path)
    assert "forget --finish" in (unfinished(house.db, house.captures) or "")
    assert any(
        "erased" in line for line in verify(house.db, house.captures, quick=True)
    )
    with pytest.raises(ArchiveError, match="forget --finish"):
        replay(house.db, house.captures)
    for command in ("export", "publish", "warc"):
        refused = called(house, command, tmp_path / command)
        assert (refused.returncode, "forget --finish" in refused.stderr) == (1, True)
    house.scrape()
    assert left(house.folder, texts, lone) == []
    assert verify(house.db, house.captures) == ()


def test_what_is_handed_on_afterwards_is_free_of_it(
    house: House, tmp_path: Path
) -> None:
    item = answered_comment(house)
    lone = lone_words(house.folder, [item])
    before = tmp_path / "before"
    hand_on(house.folder, before)
    found = {path.suffix for path in before.rglob("*") if words_in(path, lone)}
    assert found >= {".db", ".csv", ".jsonl", ".parquet", ".vrt", ".xml", ".gz"}
    house.forget(Target(kind="comment", value=item), quotations=True)
    after = tmp_path / "after"
    hand_on(house.folder, after)
    assert [path for path in after.rglob("*") if words_in(path, lone)] == []


def test_what_was_handed_on_is_listed_so_that_it_can_be_made_anew(
    house: House, tmp_path: Path
) -> None:
    item = answered_comment(house)
    made = {"export": tmp_path / "utdrag", "warc": tmp_path / "arkiv"}
    for command, folder in made.items():
        assert called(house, command, folder).returncode == 0
    made["snapshot"] = Path(
        called(house, "publish", tmp_path / "utgåvor").stdout.strip()
    )
    asked = ("forget", "--comment", item)
    told = json.loads(called(house, *asked, "--dry-run", "--json").stdout)
    assert {e["what"]: e["path"] for e in told["handed_on"]} == {
        what: str(folder) for what, folder in made.items()
    }
    done = called(house, *asked, "--quotations", "--yes")
    assert "make them anew:" in done.stderr
    for what, folder in made.items():
        assert f"  {what}  {folder}\n" in done.stderr
        assert folder.is_dir(), "an erasure does not reach it"


def called(house: House, *words: object) -> subprocess.CompletedProcess[str]:
    """A command on the archive."""
    paths = {"DB": house.db, "CAPTURES": house.captures}
    return subprocess.run(
        [sys.executable, "-m", "scraper.cli", *map(str, words)],
        env=os.environ | {f"DEBATTARKIV_{k}": str(v) for k, v in paths.items()},
        capture_output=True,
        text=True,
        check=False,
    )


def test_forgotten_post_goes_with_its_thread_and_every_link_to_it(house: House) -> None:
    ((post,),) = house.rows(
        "select id from posts where comments_found > 3 order by date desc limit 1"
    )
    ids = [
        post,
        *(i for (i,) in house.rows("select id from comments where post = ?", post)),
    ]
    texts, lone = texts_of(house, ids), lone_words(house.folder, ids)
    ((url,),) = house.rows("select url from posts where id = ?", post)
    before = others(house, ids)
    planned = house.forget(Target(kind="post", value=post), quotations=True)
    assert {found.id for found in planned.items} == set(ids)
    assert left(house.folder, texts, lone) == []
    assert others(house, ids) == before
    house.server.log.clear()
    assert house.scrape(full=True).exit_code == 0
    assert not [r for r in house.server.log if url.endswith(r.path)], "asked for again"
    assert left(house.folder, texts, lone) == []
    assert verify(house.db, house.captures) == ()


def test_forgotten_author_is_kept_out_in_future_too(house: House) -> None:
    ((name, count),) = house.rows(
        """
        select author, count(*) from comments where is_post_author = 0
        group by author having count(*) > 1 order by 2 desc, 1 limit 1
        """
    )
    ids = [i for (i,) in house.rows("select id from comments where author = ?", name)]
    texts = texts_of(house, ids)
    lone = lone_words(house.folder, ids)
    planned = house.forget(
        Target(kind="author", value=name, future=True), quotations=True
    )
    assert len(planned.items) == count
    assert house.rows("select count(*) from comments where author = ?", name) == [(0,)]
    assert left(house.folder, texts, lone) == []
    assert verify(house.db, house.captures) == ()


def test_forgotten_passage_leaves_the_rest_of_its_text(house: House) -> None:
    item = answered_comment(house)
    ((text,),) = house.rows("select text from comments where id = ?", item)
    passage = " ".join(text.split()[2:12])
    house.forget(Target(kind="text", value=passage))
    ((after,),) = house.rows("select text from comments where id = ?", item)
    assert "[raderat]" in after
    assert after.split()[:2] == text.split()[:2]
    assert after.split()[-1] == text.split()[-1]
    assert left(house.folder, [passage], ()) == []
    assert house.scrape(full=True).exit_code == 0
    assert left(house.folder, [passage], ()) == []
    assert house.rows("select count(*) from revisions where item = ?", item) == [(0,)]
    assert verify(house.db, house.captures) == ()


def test_nothing_is_written_without_the_tombstones(house: House) -> None:
    item = answered_comment(house)
    house.forget(Target(kind="comment", value=item))
    (house.folder / "forget.key").rename(house.folder / "elsewhere")
    with pytest.raises(ArchiveError, match=r"forget\.key"):
        house.scrape()
    (house.folder / "elsewhere").rename(house.folder / "forget.key")
    (house.folder / "forgotten.jsonl").rename(house.folder / "elsewhere")
    with pytest.raises(ArchiveError, match=r"forgotten\.jsonl"):
        house.scrape()
    with pytest.raises(ArchiveError, match=r"forgotten\.jsonl"):
        replay(house.db, house.captures)


def written(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bytes(answer.read())


def test_hidden_is_out_at_once_and_comes_back_as_it_was(house: House) -> None:
    item = answered_comment(house)
    before = rows_of(house.db, without=frozenset())
    with open_archive(house.db, house.captures) as archive:
        hide(archive.db, archive.captures, house.db, item, at=now(), reason="utreds")
    assert house.rows("select count(*) from comments where id = ?", item) == [(0,)]
    assert house.scrape(full=True).exit_code == 0
    assert house.rows("select count(*) from comments where id = ?", item) == [(0,)]
    assert verify(house.db, house.captures) == ()
    assert archive_hidden(house) == [item]
    with open_archive(house.db, house.captures) as archive:
        unhide(archive.db, archive.captures, house.db, item)
    after = rows_of(house.db, without=frozenset())
    for table in ("comments", "bodies", "links", "vocab", "revisions"):
        assert after[table] == before[table], table
    assert verify(house.db, house.captures) == ()


def archive_hidden(house: House) -> list[str]:
    with Captures(house.captures) as captures:
        return [each.item for each in captures.hidden()]


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_erasure_says_so_and_is_finished_by_the_next(
    house: House, seed: int
) -> None:
    item = answered_comment(house)
    texts, lone = texts_of(house, [item]), lone_words(house.folder, [item])
    command = [sys.executable, "-m", "scraper.cli"]
    paths = {"DB": house.db, "CAPTURES": house.captures}
    env = os.environ | {f"DEBATTARKIV_{k}": str(v) for k, v in paths.items()}
    chance = random.Random(seed)
    stones = house.folder / "forgotten.jsonl"
    started = [*command, "forget", "--comment", item, "--quotations", "--yes"]
    with subprocess.Popen(started, env=env, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not written(stones):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 4))
        process.kill()
    still = left(house.folder, texts, lone)
    if still:  # not before the tombstone, and never in silence
        assert unfinished(house.db, house.captures) is not None
        with pytest.raises(ArchiveError, match="forget --finish"):
            require_obeyed(house.db, house.captures)
    done = subprocess.run([*command, "forget", "--finish"], env=env, check=False)
    assert done.returncode == 0
    assert left(house.folder, texts, lone) == []
    assert unfinished(house.db, house.captures) is None
    assert verify(house.db, house.captures) == ()
