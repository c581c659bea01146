"""The plugin is whole in whichever order it and Datasette are imported."""

import subprocess
import sys

import pytest

_HOOKS = """
import {first}
from datasette.plugins import pm
plugin = pm.get_plugin("debattarkiv")
print(sorted(caller.name for caller in pm.get_hookcallers(plugin)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("first", ["datasette.app", "scraper.site.marks"])
def test_datasette_finds_every_hook(first: str) -> None:
    program = _HOOKS.format(first=first)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "'prepare_connection', " in done.stdout
    assert "'startup'" in done.stdout
