"""Without the packages the tests are skipped with a reason, or fail where required."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMMAND = "sudo apt-get install --no-install-recommends ca-certificates"


@pytest.mark.slow
@pytest.mark.parametrize(("required", "outcome"), [("0", "skipped"), ("1", "error")])
def test_missing_packages_are_named_with_the_command_that_installs_them(
    required: str, outcome: str
) -> None:
    one_test = f"{HERE / 'test_harness.py'}::test_the_site_is_kept_for_the_next_session"
    # Without a PATH there is no dpkg-query, as on a machine that is not Debian.
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs", one_test],
        cwd=HERE.parents[1],
        env={**os.environ, "PATH": "", "DEBATTARKIV_REQUIRE_WORDPRESS": required},
        capture_output=True,
        text=True,
    )
    assert f"1 {outcome}" in done.stdout, done.stdout
    assert COMMAND in done.stdout
    assert done.returncode == int(required)
