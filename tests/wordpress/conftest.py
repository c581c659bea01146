"""The session's WordPress and, per test, the same site put back as it was."""

import os
from collections.abc import Iterator

import pytest

from . import WordPress
from .template import install_command, missing_packages


@pytest.fixture(scope="session")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    """The running site, in whatever state tests left it."""
    if missing_packages():
        reason = f"needs a WordPress of its own; {install_command()}"
        if os.environ.get("DEBATTARKIV_REQUIRE_WORDPRESS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with WordPress.start(tmp_path_factory.mktemp("wordpress")) as site:
        yield site


@pytest.fixture
def fresh_wordpress(wordpress: WordPress) -> WordPress:
    """The site as seeded, well behaved, with an empty log."""
    wordpress.reset()
    return wordpress
