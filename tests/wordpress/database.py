"""MariaDB with its own data folder and socket: no TCP, no accounts, no system service.

All tables are MyISAM: their files may be replaced while the server runs and its tables
are flushed, so that putting the whole site back takes milliseconds.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from .processes import accepts, run, start, stop

SERVER_OPTIONS = (
    "--no-defaults",
    "--skip-innodb",
    "--default-storage-engine=MyISAM",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_ci",
)


def create_data(folder: Path) -> None:
    """Make a data folder with MariaDB's own tables and nothing else."""
    with tempfile.TemporaryDirectory(prefix="granvika-") as scratch:
        run(
            [
                "mariadb-install-db",
                *SERVER_OPTIONS[:3],
                f"--datadir={folder}",
                f"--tmpdir={scratch}",
                "--skip-test-db",
                "--auth-root-authentication-method=normal",
                *_as_root(),
            ]
        )


class Database:
    """A running server over one data folder."""

    def __init__(self, data: Path, init_sql: str = "") -> None:
        """Start it.

        Args:
            data: The data folder; ``data.parent`` gets the log.
            init_sql: Statements, one a line, run before anyone may connect.
        """
        self.data = data
        self._socket_folder = tempfile.mkdtemp(prefix="granvika-")
        self.socket = Path(self._socket_folder, "sql")  # must be short: 107 bytes
        init = data.parent / "init.sql"
        init.write_text(init_sql, "utf-8")
        self._process: subprocess.Popen[bytes] = start(
            [
                _server(),
                *SERVER_OPTIONS,
                f"--datadir={data}",
                f"--socket={self.socket}",
                # its own: a server that starts removes the temporary tables it finds
                f"--tmpdir={self._socket_folder}",
                f"--pid-file={data.parent / 'mariadb.pid'}",
                f"--init-file={init}",
                "--skip-networking",
                "--skip-grant-tables",
                "--performance-schema=OFF",
                "--max-allowed-packet=64M",
                *_as_root(),
            ],
            data.parent / "mariadb.log",
            lambda: accepts(socket.AF_UNIX, str(self.socket)),
        )

    def execute(self, sql: str) -> str:
        """Run statements; what they print, tab-separated."""
        client = ["mariadb", "--no-defaults", f"--socket={self.socket}"]
        return run([*client, "--batch", "--skip-column-names"], sql)

    def save(self, name: str, folder: Path) -> None:
        """Copy the tables of one database into a new folder."""
        self.execute("flush tables")
        shutil.copytree(self.data / name, folder)

    def restore(self, name: str, folder: Path) -> None:
        """Put back the tables that ``save`` copied; no one may be writing."""
        self.execute("flush tables")
        target = self.data / name
        kept = {file.name for file in folder.iterdir()}
        for file in target.iterdir():
            if file.name not in kept:
                file.unlink()
        for file in folder.iterdir():
            shutil.copyfile(file, target / file.name)
        self.execute("flush tables")

    def stop(self) -> None:
        """End the server and remove its socket."""
        stop(self._process)
        shutil.rmtree(self._socket_folder)


def _server() -> str:
    # /usr/sbin is not on an ordinary user's PATH.
    return shutil.which("mariadbd") or "/usr/sbin/mariadbd"


def _as_root() -> tuple[str, ...]:
    return ("--user=root",) if os.geteuid() == 0 else ()
