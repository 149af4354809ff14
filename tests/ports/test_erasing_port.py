"""The port at which domains tell what they hold about a person and erase it."""

import pytest

from osaamo.ports import erasing
from osaamo.ports.erasing import Erased, Eraser, Kept

WHY = {"fi": "Kirjanpitolaki.", "sv": "Bokföringslagen.", "en": "The Accounting Act."}
PERSON = "kernel.person:5"


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch):
    monkeypatch.setattr(erasing, "_erasers", {})


def eraser(name, models=("t.Model",), *, erased=None, held=None):
    return Eraser(name, models, lambda _person: erased or Erased(), lambda _person: held or {})


def test_what_all_removed_and_kept_is_counted_together():
    erasing.register(eraser("b", ("b.B",), erased=Erased({"b.B": 2, "shared.S": 1}), held={"b.B": 2, "b.C": 0}))
    erasing.register(eraser("a", ("a.A",), erased=Erased({"shared.S": 3}, {"a.A": Kept(4, WHY), "a.N": Kept(0, WHY)})))
    done = erasing.erase_all(PERSON)
    assert done == Erased({"b.B": 2, "shared.S": 4}, {"a.A": Kept(4, WHY)})
    assert erasing.held_about(PERSON) == {"b.B": 2}
    assert [one.name for one in erasing.erasers()] == ["a", "b"]


def test_every_eraser_is_asked_about_the_person():
    asked = []
    erasing.register(
        Eraser("a", ("a.A",), lambda ref: asked.append(ref) or Erased(), lambda ref: asked.append(ref) or {})
    )
    erasing.erase_all(PERSON)
    erasing.held_about(PERSON)
    assert asked == [PERSON, PERSON]


def test_a_name_and_a_model_belong_to_one_eraser():
    first = erasing.register(eraser("a"))
    assert erasing.register(first) is first
    with pytest.raises(ValueError, match="rename one"):
        erasing.register(eraser("a"))
    with pytest.raises(ValueError, match="keep one"):
        erasing.register(eraser("b"))
    assert [one.name for one in erasing.erasers()] == ["a"], "what was refused is not asked"


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_what_is_kept_has_its_reason_in_three_languages(code):
    with pytest.raises(ValueError, match=code):
        Kept(1, {**WHY, code: ""})
