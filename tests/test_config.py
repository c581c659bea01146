from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from scraper.config import (
    Topic,
    config_from_text,
    from_record,
    load_config,
    require_contact,
    to_record,
    topic_from_record,
)
from scraper.errors import ConfigError
from scraper.model import Source

BLOG = '[sources.a]\nhome = "https://blogg.vk.se/a/"\nplatform = "wordpress"\n'


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        config_from_text(text)
    assert caught.value.exit_code == 2
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_full_table_becomes_a_source() -> None:
    text = """
[defaults]
contact = "arkiv@umu.se"
delay = 3
[sources.a]
home = "https://Blogg.vk.se/Anna"
platform = "wordpress"
owner = "Anna Älv"
party = "S"
timezone = "Europe/Helsinki"
route = "html"
include = "/Anna/"
post_type = "nyheter"
min_posts = 40
ended = 2025-06-30
removed_comments = "public"
mask = false
delay = 5.5
"""
    config = config_from_text(text)
    assert config.contact == "arkiv@umu.se"
    assert config.delay == 3.0
    assert config.sources["a"] == Source(
        name="a",
        home="https://blogg.vk.se/Anna/",
        platform="wordpress",
        owner="Anna Älv",
        party="S",
        timezone="Europe/Helsinki",
        route="html",
        include="/Anna/",
        post_type="nyheter",
        min_posts=40,
        ended=date(2025, 6, 30),
        removed_comments="public",
        mask=False,
        delay=5.5,
    )


def test_sources_keep_the_order_of_the_file_and_take_the_common_delay() -> None:
    second = BLOG.replace("sources.a", "sources.0").replace("/a/", "/0/")
    config = config_from_text("[defaults]\ndelay = 7\n" + BLOG + second)
    assert list(config.sources) == ["a", "0"]
    assert [source.delay for source in config.sources.values()] == [7.0, 7.0]


def test_topics_and_people_are_rules_of_one_kind() -> None:
    config = config_from_text(
        '[topics.skola]\ntitle = "Skolan"\nany = ["skol*", \'"fri skola"\', "*råd"]\n'
        '[people.alv]\nname = "Anna Älv"\noffice = "ordförande"\n'
        'spellings = ["Ana Älv"]\n'
    )
    skola = Topic(
        id="skola",
        kind="topic",
        title="Skolan",
        any=("skol*", '"fri skola"', "*råd"),
    )
    alv = Topic(
        id="alv",
        kind="person",
        title="Anna Älv",
        any=('"Anna Älv"', '"Ana Älv"'),
        office="ordförande",
    )
    assert config.topics == (skola, alv)
    assert config.people == (alv,)


def test_the_projects_own_file_is_sound() -> None:
    path = Path(__file__).parent.parent / "sources.toml"
    config = load_config(path)
    assert len(config.sources) == 5
    assert config.contact is None


def test_sources_and_topics_survive_being_stored_with_a_run() -> None:
    source = Source(
        name="a", platform="wordpress", home="https://a.se/", ended=date(2025, 6, 30)
    )
    topic = Topic(id="x", kind="topic", title="X", any=("x*", "y"))
    assert from_record(json.loads(json.dumps(to_record(source)))) == source
    assert topic_from_record(json.loads(json.dumps(to_record(topic)))) == topic


def test_a_stored_source_of_an_older_version_gets_todays_defaults() -> None:
    record = {"name": "a", "platform": "wordpress", "home": "https://a.se/"}
    expected = Source(name="a", platform="wordpress", home="https://a.se/")
    assert from_record(record) == expected


def test_a_stored_source_of_a_newer_version_is_refused() -> None:
    record = {"name": "a", "platform": "w", "home": "https://a.se/", "colour": "red"}
    with pytest.raises(ConfigError, match=r"stored source 'a'.*colour"):
        from_record(record)
    with pytest.raises(ConfigError, match="stored topic 'x'"):
        topic_from_record({"id": "x"})


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('hme = "x"', "[sources.a] hme: unknown, expected one of home, platform,"),
        ('timezon = "x"', "did you mean 'timezone'?"),
        ("owner = 3", "[sources.a] owner: expected a line of text in quotes, got 3"),
        ('owner = ""', "[sources.a] owner: expected a line of text"),
        ('owner = "a\\nb"', "[sources.a] owner: expected a line of text"),
        ('timezone = "Europe/Umea"', "IANA time zone such as"),
        ('timezone = "../../etc/passwd"', "IANA time zone such as"),
        ('timezone = "Europe"', "IANA time zone such as"),
        ('route = "xml"', "expected one of auto, rest, html, wayback, got 'xml'"),
        ('include = "blogg"', 'from slash to slash such as "/blogg/", got'),
        ('include = "/blogg"', "from slash to slash"),
        ('include = "/b/?x=/"', "from slash to slash"),
        ('post_type = "wp/v2"', "expected a REST base"),
        ("min_posts = -1", "expected a whole number from 0, got -1"),
        ("min_posts = true", "expected a whole number from 0, got True"),
        ("min_posts = 1.5", "expected a whole number from 0, got 1.5"),
        ('ended = "2025-06-30"', "expected a day such as 2025-06-30, without quotes"),
        ("ended = 2025-06-30T10:00:00Z", "expected a day such as"),
        ('removed_comments = "yes"', "expected one of private, public, got 'yes'"),
        ('mask = "true"', "expected true or false, without quotes, got 'true'"),
        ("delay = -1", "expected seconds from 0 to 3600, got -1"),
        ("delay = nan", "expected seconds from 0 to 3600, got nan"),
        ("delay = true", "expected seconds from 0 to 3600, got True"),
        ('delay = "2"', "expected seconds from 0 to 3600, got '2'"),
        ("delay = 0.2", "expected at least 1 seconds between requests to blogg.vk.se"),
    ],
)
def test_a_wrong_key_or_value_is_refused_with_its_line(
    line: str, expected: str
) -> None:
    message = refusal("# blogs\n" + BLOG + line + "\n")
    assert message.startswith("sources.toml:5: [sources.a]")
    assert expected in message


@pytest.mark.parametrize(
    "home",
    [
        "blogg.vk.se/a/",
        "ftp://blogg.vk.se/a/",
        "https:///a/",
        "https://user:secret@blogg.vk.se/",
        "https://blogg.vk.se/?p=1",
        "https://blogg.vk.se/#x",
        "https://blogg.vk.se:99999/",
        "https://blogg vk.se/",
        "https://[::1/",
    ],
)
def test_a_home_that_is_no_front_page_is_refused(home: str) -> None:
    message = refusal(BLOG.replace("https://blogg.vk.se/a/", home))
    assert message.startswith("sources.toml:2: [sources.a] home: expected an address")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("delay = 2\n", "sources.toml:1: [delay]: unknown, expected one of defaults"),
        ("[source.a]\n", "did you mean 'sources'?"),
        ("\nsources = 3\n", "sources.toml:2: [sources]: expected tables"),
        ("[sources]\na = 3\n", "sources.toml:2: [sources.a]: expected a table, got 3"),
        ("[sources.A_b]\n", "sources.toml:1: [sources.A_b]: expected a-z, 0-9"),
        ('[sources."-x"]\n', "expected a-z, 0-9 and hyphens"),
        ("[sources.a]\nhome='https://a.se/'\n", "expected the key 'platform'"),
        ("[sources.a]\nplatform='wordpress'\n", "expected the key 'home'"),
        (BLOG.replace("wordpress", "drupal"), "expected one of wordpress, got 'drupal"),
        ("[sources\n", "sources.toml:1: expected TOML: "),
        ("[defaults]\n\ndelay 2\n", "sources.toml:3: expected TOML: "),
        ("[defaults]\ndelay = 2\ndelay = 3\n", "sources.toml:3: expected TOML: "),
        ('[defaults]\ncontact = """\n', "sources.toml:2: expected TOML: "),
        (
            BLOG + BLOG.replace("sources.a", "sources.b").replace("/a/", "/A/"),
            "sources.toml:5: [sources.b] home: [sources.a] has this home too",
        ),
        (
            BLOG + "[defaults]\ndelay = 0\n",
            "sources.toml:5: [defaults] delay: expected at least 1 seconds",
        ),
        ("[topics.x]\ntitle = 'x'\n", "[topics.x]: expected the key 'any'"),
        ("[topics.x]\ntitle = 'x'\nany = []\n", "[topics.x] any: expected a list"),
        ("[topics.x]\ntitle = 'x'\nany = 'y'\n", "[topics.x] any: expected a list"),
        (
            "[topics.x]\ntitle = 'x'\nany = [\n  'a',\n  'b c',\n]\n",
            "sources.toml:3: [topics.x] any: expected a word, a truncation",
        ),
        ("[topics.x]\ntitle = 'x'\nany = ['*']\n", "expected a word, a truncation"),
        ("[topics.x]\ntitle = 'x'\nany = ['\"']\n", "expected a word, a truncation"),
        ("[people.x]\nname = 'x'\n", "[people.x]: expected the key 'office'"),
        (
            "[topics.x]\ntitle = 'x'\nany = ['y']\n"
            "[people.x]\nname = 'x'\noffice = 'z'\n",
            "sources.toml:4: [people.x]: [topics] has this name too",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(text: str, expected: str) -> None:
    assert expected in refusal(text)


def test_the_line_is_right_after_long_strings_arrays_and_dotted_keys() -> None:
    text = (
        '[topics.x]\ntitle = """\\\n  # no [table]\n  here"""\n'
        'any = [ # words\n  "a]",\n  "b",\n]\n'
        '[sources]\nb.home = "https://b.se/"\nb.platform = "wordpress"\nb.mask = 1\n'
    )
    assert refusal(text).startswith("sources.toml:12: [sources.b] mask: ")


def test_files_that_cannot_be_read_are_refused_with_their_name(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    with pytest.raises(ConfigError, match=r"sources\.toml: .*name one with --sources"):
        load_config(path)
    path.write_bytes(b"# ok\n# \xe5\n")
    with pytest.raises(ConfigError, match=r"sources\.toml:2: expected UTF-8"):
        load_config(path)
    with pytest.raises(ConfigError, match="Is a directory"):
        load_config(tmp_path)


def test_a_byte_order_mark_and_dos_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(b"\xef\xbb\xbf" + BLOG.replace("\n", "\r\n").encode())
    assert list(load_config(path).sources) == ["a"]


@pytest.mark.parametrize(
    "contact",
    ["arkiv@umu.se", "https://debattarkivet.se/om", "a.b+c@mail.umea.se"],
)
def test_a_contact_is_an_address_of_somebody(contact: str) -> None:
    assert config_from_text(f'[defaults]\ncontact = "{contact}"').contact == contact


@pytest.mark.parametrize(
    "contact",
    [
        "you@example.com",
        "you@mail.example.org",
        "https://example.net/me",
        "x@exempel.se",
        "x@blog.example",
        "x@y.invalid",
        "root@localhost",
        "https://localhost/",
        "https://127.0.0.1/",
        "Anna",
        "anna@umu",
        "anna åberg@umu.se",
        "annå@umu.se",
        "a@umu.se\\r\\nX: y",
        "https://umu.se/) (",
    ],
)
def test_a_contact_that_reaches_nobody_is_refused(contact: str) -> None:
    message = refusal(f'[defaults]\ncontact = "{contact}"')
    assert message.startswith("sources.toml:2: [defaults] contact: expected an e-mail")


def test_without_a_contact_only_this_machine_is_visited() -> None:
    local = BLOG.replace("https://blogg.vk.se", "http://127.0.0.1:8001")
    config = config_from_text(local)
    require_contact(config, config.sources.values())
    config = config_from_text(BLOG)
    with pytest.raises(ConfigError, match=r"from blogg\.vk\.se.*scripts/run --sample"):
        require_contact(config, config.sources.values())
    config = config_from_text(BLOG + "ended = 2025-06-30\n")
    require_contact(config, config.sources.values())
    config = config_from_text("[defaults]\ncontact = 'a@umu.se'\n" + BLOG)
    require_contact(config, config.sources.values())
