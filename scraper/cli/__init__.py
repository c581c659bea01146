"""The ``debattarkiv`` command: options, progress and exit codes; no logic."""
