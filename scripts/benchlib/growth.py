"""Growth curves, docs/growth.svg: what was measured at each size of corpus."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.fonttype"] = "none"  # words stay words
matplotlib.rcParams["svg.hashsalt"] = "debattarkiv"  # the same figures, the same file
from matplotlib import pyplot  # noqa: E402  after the choice of what draws

ROOT = Path(__file__).resolve().parents[2]
_SIZE = re.compile(r"\d[\d,]{2,}")
Curves = dict[tuple[str, str], dict[int, float]]


def main() -> int:
    """Draw a panel for each area and unit; a curve is one thing at several sizes."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "bench"
    curves = {key: points for key, points in _curves(folder).items() if len(points) > 1}
    if not curves:
        print(f"{folder}: expected results of at least two sizes; run scripts/bench")
        return 1
    units = sorted({unit for unit, _ in curves})
    figure, panels = pyplot.subplots(
        len(units), figsize=(9, 3 * len(units)), squeeze=False, layout="constrained"
    )
    for (panel,), unit in zip(panels, units, strict=True):
        for (of_unit, name), points in sorted(curves.items()):
            if of_unit == unit:
                sizes = sorted(points)
                panel.plot(sizes, [points[s] for s in sizes], marker="o", label=name)
        panel.set(
            xscale="log",
            yscale="symlog",
            xlabel="documents",
            ylabel=unit.rpartition(": ")[2],
            title=unit,
        )
        panel.legend(fontsize="x-small")
        panel.grid(visible=True, alpha=0.3)
    target = ROOT / "docs" / "growth.svg"
    figure.savefig(target, metadata={"Date": None})
    print(f"{target}: {len(curves)} curves")
    return 0


def _curves(folder: Path) -> Curves:
    found: Curves = defaultdict(dict)
    for path in sorted(folder.glob("results-*-*.json")):
        record = json.loads(path.read_text("utf-8"))
        of = ""
        for result in record["results"]:
            what = _SIZE.sub("N", result["what"].partition(" (median")[0])
            if what.startswith("its "):
                what = f"{of}, {what}"  # told after what it belongs to
            else:
                of = what
            panel = f"{record['area']}: {result['unit'] or 'number'}"
            found[panel, what][record["documents"]] = result["ours"]
    return found


if __name__ == "__main__":
    sys.exit(main())
