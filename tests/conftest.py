"""What every test shares."""

from hypothesis import settings

# The same examples on every machine, however busy it is; `--hypothesis-seed` and the
# profile "search" look for others.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("steady")
