"""scripts/bench: runs areas, prints each result, keeps them, ends with a table.

An area is a module ``area_<name>`` with ``run(folder, count) -> Iterator[Result]``
and ``DOCUMENTS``, the size of corpus that its goals are set for.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from benchlib import results  # noqa: E402  the path is set just above

QUICK = 2_000


def main() -> int:
    """Run the areas; 1 if a goal is missed."""
    here = Path(__file__).parent
    areas = sorted(path.stem[5:] for path in here.glob("area_*.py"))
    options = _options(areas)
    options.folder.mkdir(parents=True, exist_ok=True)
    count = options.docs or (QUICK if options.quick else None)
    for name in areas if "all" in options.areas else options.areas:
        if name != "table":
            _measure(name, options.folder, count)
    kept = results.read(options.folder, count)
    print("\n" + results.table(kept))
    if options.docs_folder:
        results.publish(kept, options.docs_folder)
    return 1 if results.missed(kept) else 0


def _measure(name: str, folder: Path, asked: int | None) -> None:
    area = import_module(f"benchlib.area_{name}")
    count = asked or area.DOCUMENTS
    print(f"\n{name}, {count} documents", flush=True)
    found = []
    for result in area.run(folder, count):
        print(result, flush=True)
        found.append(result)
    results.keep(folder, name, count, found)


def _options(areas: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure what docs/performance.md says, each beside its peer.",
        epilog="Generated corpora are kept in the folder: a million documents take "
        "some 3 GB, and half an hour to make the first time.",
    )
    parser.add_argument(
        "areas",
        nargs="+",
        choices=["all", "table", *areas],
        metavar="AREA",
        help=f"{', '.join(areas)}; all; or table, which shows the last results",
    )
    parser.add_argument(
        "--docs",
        type=int,
        metavar="N",
        help="size of the corpus; else that which an area's goals are set for",
    )
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK} documents: a minute or two"
    )
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "build" / "bench", metavar="DIR"
    )
    parser.add_argument(
        "--publish",
        dest="docs_folder",
        type=Path,
        metavar="DIR",
        help="write the results into DIR/performance.json and .md, e.g. docs",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
