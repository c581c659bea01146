from collections.abc import Iterator

import pytest

from scraper.apply.topics import TopicRules
from scraper.config import Topic
from scraper.store.index import Index
from tests.small_corpus import Corpus, small_corpus

SCHOOL = Topic(id="skola", kind="topic", title="Skolan", any=("skol*", '"min far"'))
BOARD = Topic(id="namnd", kind="topic", title="Nämnden", any=("*nämnd*",))
ANNA = Topic(
    id="anna", kind="person", title="Anna Ek", any=('"Anna Ek"', '"Ana Ek"'), office="x"
)


@pytest.fixture
def small() -> Iterator[Corpus]:
    corpus = small_corpus()
    yield corpus
    corpus.close()


def about(corpus: Corpus) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    sql = "select topic, item, matched from item_topics order by topic, item"
    for topic, item, matched in corpus.db.execute(sql):
        found.setdefault(topic, {})[item] = matched
    return found


def install(corpus: Corpus, *topics: Topic) -> tuple[str, ...]:
    rules = TopicRules(corpus.db, topics)
    corpus.index = Index(corpus.db, on_change=rules.refresh)
    with corpus.db.atomic():
        return rules.install()


def test_a_rule_marks_what_it_matches_and_says_with_what(small: Corpus) -> None:
    assert install(small, SCHOOL, BOARD) == ("skola", "namnd")
    assert about(small) == {
        "namnd": {"b-1": "*nämnd*"},
        "skola": {"b-1": "skol*", "b-2": '"min far"', "b-c3": "skol*"},
    }


def test_an_unchanged_rule_is_not_applied_again(small: Corpus) -> None:
    install(small, SCHOOL)
    before = small.db.conn.total_changes
    assert install(small, SCHOOL) == ()
    assert small.db.conn.total_changes == before


def test_a_changed_rule_is_applied_to_everything(small: Corpus) -> None:
    install(small, SCHOOL, BOARD)
    changed = Topic(id="skola", kind="topic", title="Skolan", any=("rektor", "ivo"))
    assert install(small, changed) == ("skola",)
    assert about(small) == {"skola": {"b-c1": "ivo"}}
    assert [row[0] for row in small.db.execute("select id from topics")] == ["skola"]


def test_a_changed_title_applies_nothing(small: Corpus) -> None:
    install(small, SCHOOL)
    renamed = Topic(id="skola", kind="topic", title="Skola", any=SCHOOL.any)
    assert install(small, renamed) == ()
    assert small.db.execute("select title from topics").fetchone() == ("Skola",)


def test_a_new_document_meets_all_rules(small: Corpus) -> None:
    install(small, SCHOOL, ANNA)
    small.comment("b-c8", "b-1", "Enligt Anna Eks uttalande stängs skolan.")
    small.comment("b-c9", "b-1", "Anna säger ek.")
    assert about(small)["anna"] == {"b-c8": '"Anna Ek"'}
    assert about(small)["skola"]["b-c8"] == "skol*"


def test_a_changed_document_loses_what_no_longer_matches(small: Corpus) -> None:
    install(small, SCHOOL)
    old = small.doc("b-c3")
    with small.db.atomic(), small.index:
        small.index.replace(old, small.changed(old, text="Inget av det."))
    assert "b-c3" not in about(small)["skola"]


def test_a_person_is_found_under_every_spelling(small: Corpus) -> None:
    small.comment("b-c8", "b-1", "Ana Ek och ANNA EK")
    install(small, ANNA)
    assert about(small)["anna"]["b-c8"] == '"Anna Ek", "Ana Ek"'
