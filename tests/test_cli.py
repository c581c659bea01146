"""Bad input: one clear line, the right exit code, nothing lost."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from unittest import mock

import pytest

from scraper.cli.main import main
from scraper.store.corpus import open_corpus
from tests.faulty import serve
from tests.permissions import obeying
from tests.visiting import needs_openssl, self_signed

TOML = """
[defaults]
contact = "arkivet@kommun.se"
[sources.anna]
home = "{home}"
platform = "wordpress"
delay = 0
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as typed in ``folder``, in this process: starting one takes long."""
    argv = ["debattarkiv", *arguments]
    out, err = io.StringIO(), io.StringIO()
    with (
        obeying(),
        contextlib.chdir(folder),
        mock.patch.object(sys, "argv", argv),
        mock.patch.dict(os.environ, DEBATTARKIV_LEASES=str(folder / "leases")),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    code = int(ended.value.code or 0)
    return subprocess.CompletedProcess(argv, code, out.getvalue(), err.getvalue())


def expect(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(TOML.format(home="http://127.0.0.1:9/a/"))
    return tmp_path


@contextlib.contextmanager
def answering(body: bytes, content_type: str = "text/html") -> Iterator[str]:
    """A server on loopback that gives one answer to everything but robots.txt."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path != "/robots.txt"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body) if found else 0))
            self.end_headers()
            if found:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_missing_sources_file_is_named(tmp_path: Path) -> None:
    expect(run(tmp_path, "scrape"), 2, "sources.toml")


def test_wrong_key_is_refused_with_its_line(folder: Path) -> None:
    (folder / "sources.toml").write_text('[sources.a]\nhomme = "http://b.example/"\n')
    expect(run(folder, "scrape"), 2, "sources.toml:", "homme")


def test_missing_contact_is_refused_before_any_request(folder: Path) -> None:
    text = TOML.format(home="https://blogg.vk.se/anna/")
    (folder / "sources.toml").write_text(
        text.replace("arkivet@kommun.se", "").replace("delay = 0", "")
    )
    done = run(folder, "scrape")
    expect(done, 2, "contact", "--sample")
    assert not (folder / "captures.db").exists()


def test_unknown_source_is_answered_with_those_that_exist(folder: Path) -> None:
    expect(run(folder, "scrape", "berit"), 2, "'berit'", "anna")


@pytest.mark.slow  # it is asked again, later and later
def test_host_that_is_down_is_said_and_may_be_run_again(folder: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        home = f"http://127.0.0.1:{closed.getsockname()[1]}/a/"
        (folder / "sources.toml").write_text(TOML.format(home=home))
        expect(run(folder, "scrape"), 3, home)


@needs_openssl
def test_certificate_nobody_vouches_for_is_said(folder: Path) -> None:
    with serve({}, tls=self_signed(folder)) as server:
        home = f"https://127.0.0.1:{server.base.rpartition(':')[2]}/"
        (folder / "sources.toml").write_text(TOML.format(home=home))
        expect(run(folder, "scrape"), 3, home, "TLS certificate refused")


def test_site_that_is_no_wordpress_is_left_alone(folder: Path) -> None:
    with answering(b"<html><body><h1>Bageri</h1></body></html>") as home:
        (folder / "sources.toml").write_text(TOML.format(home=home))
        expect(run(folder, "scrape"), 3, home, "WordPress")
    assert open_corpus(folder / "corpus.db").table("posts").count == 0


def test_database_of_another_program_is_refused_and_kept(folder: Path) -> None:
    with sqlite3.connect(folder / "corpus.db") as other:
        other.execute("create table recept (namn)")
    other.close()
    before = (folder / "corpus.db").read_bytes()
    expect(run(folder, "scrape"), 1, "corpus.db", "another program")
    assert (folder / "corpus.db").read_bytes() == before


def test_file_that_is_no_database_is_refused_and_kept(folder: Path) -> None:
    (folder / "corpus.db").write_text("Detta är ingen databas. " * 100)
    before = (folder / "corpus.db").read_bytes()
    expect(run(folder, "scrape"), 1, "corpus.db")
    assert (folder / "corpus.db").read_bytes() == before


def test_archive_of_a_newer_version_is_refused_in_words(folder: Path) -> None:
    db = open_corpus(folder / "corpus.db")
    db.execute("pragma user_version = 999")
    db.close()
    expect(run(folder, "scrape"), 1, "corpus.db", "999", "upgrade")


@pytest.mark.parametrize("name", ["corpus.db", "captures.db"])
def test_full_disk_is_one_clear_line(folder: Path, name: str) -> None:
    """A device that is always full stands in for the disk."""
    (folder / name).symlink_to("/dev/full")
    done = run(folder, "scrape")
    expect(done, 1, name)
    assert len(done.stderr.strip().splitlines()) == 1


def test_folder_that_does_not_exist_is_named(folder: Path) -> None:
    expect(run(folder, "--db", "finns/inte/corpus.db", "scrape"), 1, "finns/inte")


def test_read_only_folder_is_said(folder: Path) -> None:
    (folder / "leases").mkdir()
    folder.chmod(0o500)
    try:
        done = run(folder, "scrape")
        expect(done, 1, "corpus.db", "write")
        assert len(done.stderr.strip().splitlines()) == 1
    finally:
        folder.chmod(0o700)


def test_read_only_archive_is_said_and_kept(folder: Path) -> None:
    open_corpus(folder / "corpus.db").close()
    before = (folder / "corpus.db").read_bytes()
    (folder / "corpus.db").chmod(0o400)
    done = run(folder, "scrape")
    expect(done, 1, "corpus.db", "read-only")
    assert len(done.stderr.strip().splitlines()) == 1
    assert (folder / "corpus.db").read_bytes() == before


def test_published_archive_that_may_only_be_read_is_searched(folder: Path) -> None:
    db = open_corpus(folder / "corpus.db")
    db.disable_wal()  # as a snapshot is
    db.close()
    for path, mode in ((folder / "corpus.db", 0o400), (folder, 0o500)):
        path.chmod(mode)
    try:
        expect(run(folder, "search", "snö"), 0, "Inga träffar")
    finally:
        folder.chmod(0o700)


def test_search_without_an_archive_says_what_to_do(folder: Path) -> None:
    expect(run(folder, "search", "snö"), 1, "corpus.db", "scrape")
    assert not (folder / "corpus.db").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 8, ""),
        (b"<html><body><h1>Arkiv</h1><p>Inget.</p></body></html>", ""),
    ],
)
def test_file_that_is_no_post_is_refused_and_the_others_go_on(
    folder: Path, content: bytes, reason: str
) -> None:
    (folder / "fel.txt").write_bytes(content)
    (folder / "bra.txt").write_text(
        "Om snön på gatan\n\nIngen plogar hos oss längre. Det har vi sagt länge.\n\n"
        "1 kommentar\n\n 1. Granne\n\n  Sant!\n\nLämna ett svar\n",
        "utf-8",
    )
    done = run(folder, "import", "fel.txt", "bra.txt", "--source", "anna")
    expect(done, 3, "fel.txt", reason)
    db = open_corpus(folder / "corpus.db")
    assert (db.table("posts").count, db.table("comments").count) == (1, 1)


def test_help_of_every_command_has_an_example(folder: Path) -> None:
    for name in ("scrape", "import", "serve", "search"):
        done = run(folder, name, "--help")
        assert done.returncode == 0
        assert f"debattarkiv {name}" in done.stdout
