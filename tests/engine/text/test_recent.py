"""A bounded memory keeps what is used and forgets the rest."""

from __future__ import annotations

from osaamo.engine.text.recent import Recent


def test_what_is_used_stays_and_the_rest_is_forgotten():
    recent: Recent[int] = Recent(2)
    for at, name in enumerate("abcdef"):
        recent.put(name, at)
        assert recent.get("a") == 0, "used after every other one"
        assert len(recent) <= 4
    assert recent.get("b") is None
    assert recent.get("f") == 5


def test_at_least_its_size_is_remembered():
    recent: Recent[int] = Recent(3)
    recent.update({str(at): at for at in range(100)})
    assert [recent.get(str(at)) for at in (97, 98, 99)] == [97, 98, 99]
    assert recent.get("90") is None


def test_a_value_that_is_empty_is_a_value():
    recent: Recent[tuple[str, ...]] = Recent(2)
    recent.put("x", ())
    assert recent.get("x") == ()
