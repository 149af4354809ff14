"""Reading stored texts: once, again when they change, and with the sentence that convinces."""

import threading

import pytest

from osaamo.competence import services
from osaamo.competence.models import Reading
from osaamo.competence.queries import skills_of
from osaamo.competence.tests.fake_engine import BASE, FakeEngine
from osaamo.ports import texts
from osaamo.ports.texts import Text


@pytest.fixture(autouse=True)
def engine():
    fake = FakeEngine()
    with services.engine_replaced(fake):
        yield fake


@pytest.fixture
def shelf(monkeypatch):
    """The texts of one source that tests may change."""
    rows = [Text("a:1", "en", "Databases\n\nThe student builds a database.", "Databases")]
    monkeypatch.setattr(texts, "_sources", {"a": lambda: iter(rows)})
    return rows


@pytest.mark.usefixtures("shelf")
@pytest.mark.django_db
def test_a_text_is_read_once():
    assert services.read_texts() == 1
    assert services.read_texts() == 0


@pytest.mark.django_db
def test_a_changed_text_is_read_again_and_replaces(shelf):
    services.read_texts()
    shelf[0] = Text("a:1", "en", "The student knows SQL.")
    assert services.read_texts() == 1
    assert [skill.uri for skill in skills_of(["a:1"])["a:1"]] == [BASE + "sql"]
    assert Reading.objects.count() == 1


@pytest.mark.usefixtures("shelf")
@pytest.mark.django_db
def test_another_model_reads_again(engine):
    services.read_texts()
    engine.model = "fake.v2"
    assert services.read_texts() == 1
    assert Reading.objects.get().vocabulary == "esco-fake"


@pytest.mark.usefixtures("shelf")
@pytest.mark.django_db
def test_a_sentence_convinces_more_than_the_title():
    services.read_texts()
    skill = skills_of(["a:1", "gone:1"])["a:1"][0]
    assert (skill.uri, skill.evidence) == (BASE + "databases", "The student builds a database.")


def test_one_engine_for_all_threads(monkeypatch):
    loads = []
    monkeypatch.setattr(services, "_engine", None)
    monkeypatch.setattr(services.door.Engine, "load", lambda _config: loads.append(1) or FakeEngine())
    found = []
    threads = [threading.Thread(target=lambda: found.append(services.engine())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(loads), len(set(map(id, found)))) == (1, 1)


def test_unknown_skills_are_named():
    with pytest.raises(services.door.UnknownSkill, match="nothing-such"):
        services.known([services.door.WeightedSkill("nothing-such")])
