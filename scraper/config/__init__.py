"""sources.toml -> Config, checked before any request.

config.py    what the tables mean
tables.py    TOML with line numbers
values.py    what a value may be
"""

from scraper.config.config import (
    Config,
    Topic,
    config_from_text,
    from_record,
    load_config,
    require_contact,
    to_record,
    topic_from_record,
)

__all__ = [
    "Config",
    "Topic",
    "config_from_text",
    "from_record",
    "load_config",
    "require_contact",
    "to_record",
    "topic_from_record",
]
