"""The installed and seeded site, made once and kept for later sessions.

Kept under ``.cache/wordpress/KEY`` of the checkout (or ``$DEBATTARKIV_TEST_CACHE``);
KEY tells the versions of the packages and the content of every file that goes in.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .database import Database, create_data
from .processes import SiteError, run

HERE = Path(__file__).parent
PACKAGES = tuple((HERE / "packages.txt").read_text("utf-8").split())
DEBIAN = Path("/usr/share/wordpress")
DOMAIN = "127.0.0.1:10000"
"""Stands for the real address in a kept site; as long as any with a five-digit port."""
BAKED = ("php/[!rt]*.php", "php/run.php", "seed/*.php", "database.py", "template.py")
SEEDS = ("alfa", "beta", "main")
"""Blogs that are filled, by ``seed/NAME.php``, in this order: ids follow from it."""


def missing_packages() -> tuple[str, ...]:
    """Packages of packages.txt that are not installed; all of them if not on Debian."""
    return tuple(name for name in PACKAGES if name not in _versions())


def install_command() -> str:
    """What an administrator types to install what is missing."""
    packages = " ".join(missing_packages())
    return f"sudo apt-get install --no-install-recommends {packages}"


def ready_template() -> Path:
    """The folder of the kept site: data/ and uploads/; builds it when there is none.

    Raises:
        SiteError: a package is missing, or the build did not go through.
    """
    if missing_packages():
        raise SiteError(f"packages are missing; {install_command()}")
    base = Path(
        os.environ.get("DEBATTARKIV_TEST_CACHE", HERE.parents[1] / ".cache/wordpress")
    )
    kept = base / _key()
    if not kept.is_dir():
        base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="build-", dir=base) as scratch:
            built = _build(Path(scratch))
            try:
                built.rename(kept)
            except OSError:
                if not kept.is_dir():  # else another session was faster
                    raise
        _forget_old(base, kept)
    return kept


def make_root(root: Path, domain: str, socket: Path, *, network: bool = True) -> None:
    """Make the document root: our own config and wp-content, links to Debian's code."""
    root.mkdir(exist_ok=True)
    for part in (*DEBIAN.glob("*.php"), DEBIAN / "wp-admin", DEBIAN / "wp-includes"):
        if part.name != "wp-config.php" and not (root / part.name).is_symlink():
            (root / part.name).symlink_to(part)
    shutil.copyfile(HERE / "php/wp-config.php", root / "wp-config.php")
    content = root / "wp-content"
    for folder in ("themes", "mu-plugins", "plugins", "uploads"):
        (content / folder).mkdir(parents=True, exist_ok=True)
    links = {
        "languages": DEBIAN / "wp-content/languages",
        "mu-plugins/harness.php": HERE / "php/harness.php",
        **{f"themes/{theme.name}": theme for theme in _themes()},
    }
    for name, target in links.items():
        if not (content / name).is_symlink():
            (content / name).symlink_to(target)
    write_site(root, domain, socket, network=network)


def write_site(root: Path, domain: str, socket: Path, *, network: bool) -> None:
    """Tell wp-config.php where the site and its database are."""
    site = {"domain": domain, "socket": str(socket), "network": network}
    (root / "site.json").write_text(json.dumps(site), "utf-8")


def php(root: Path, blog_path: str, script: Path, *args: str) -> str:
    """What a script prints, run inside WordPress for the blog at ``blog_path``."""
    options = {
        "memory_limit": "512M",
        "opcache.enable_cli": "1",
        "opcache.file_cache": str(root.parent / "opcache"),
        "opcache.file_cache_only": "1",
    }
    (root.parent / "opcache").mkdir(exist_ok=True)
    flags = [part for k, v in options.items() for part in ("-d", f"{k}={v}")]
    runner = str(HERE / "php/run.php")
    return run(["php", *flags, runner, str(root), blog_path, str(script), *args])


def _themes() -> list[Path]:
    ours = [HERE / "theme-vk", HERE / "theme-okand"]
    return [*sorted((DEBIAN / "wp-content/themes").iterdir()), *ours]


def _build(folder: Path) -> Path:
    create_data(folder / "data")
    database = Database(folder / "data")
    root = folder / "root"
    try:
        database.execute("create database wordpress")
        make_root(root, DOMAIN, database.socket, network=False)
        php(root, "/", HERE / "seed/network.php")
        write_site(root, DOMAIN, database.socket, network=True)
        blogs = json.loads(php(root, "/", HERE / "seed/blogs.php"))
        for name in SEEDS:
            path = blogs[name]["path"]
            php(root, path, HERE / f"seed/{name}.php")
    finally:
        database.stop()
    built = folder / "built"
    built.mkdir()
    (folder / "data").rename(built / "data")
    (root / "wp-content/uploads").rename(built / "uploads")
    (built / "blogs.json").write_text(json.dumps(blogs), "utf-8")
    return built


def _forget_old(base: Path, kept: Path) -> None:
    """Remove sites of earlier versions that are more than a week old."""
    for other in base.iterdir():
        if other != kept and other.stat().st_mtime < kept.stat().st_mtime - 7 * 86400:
            shutil.rmtree(other)


def _key() -> str:
    digest = hashlib.sha256(json.dumps(_versions(), sort_keys=True).encode())
    for pattern in BAKED:
        for file in sorted(HERE.glob(pattern)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _versions() -> dict[str, str]:
    """Versions of the packages that are installed."""
    if shutil.which("dpkg-query") is None:
        return {}
    asked = ["dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Abbrev}\n"]
    # Exit code 1 only says that some of them are not known.
    done = subprocess.run([*asked, *PACKAGES], capture_output=True, text=True)
    rows = (line.split() for line in done.stdout.splitlines())
    return {row[0]: row[1] for row in rows if row[-1] == "ii"}
