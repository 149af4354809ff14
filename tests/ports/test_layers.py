"""The registry of layers: a name is taken once, titles in three languages, addresses that lead to layers."""

import pytest

from osaamo.ports import layers

TITLE = {"fi": "a", "sv": "b", "en": "c"}


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch):
    monkeypatch.setattr(layers, "_sources", {})


def source(name="a.layers", **changes):
    given = {
        "title": TITLE,
        "choices": lambda _words, _viewer: [layers.Choice("1", TITLE)],
        "layer": lambda key, viewer: layers.Layer(TITLE, kind=f"{key} for {viewer}") if key != "0" else None,
    }
    return layers.Source(name=name, **given | changes)


def test_sources_in_order_of_name():
    second, first = layers.register(source("b")), layers.register(source("a"))
    assert layers.sources() == (first, second)


def test_a_name_is_taken_once():
    known = source()
    assert layers.register(known) is layers.register(known)
    with pytest.raises(ValueError, match=r"'a\.layers'"):
        layers.register(source())


def test_a_title_speaks_three_languages():
    with pytest.raises(ValueError, match="no title in sv, en"):
        layers.register(source(title={"fi": "a", "sv": ""}))


def test_an_address_leads_to_a_layer_for_the_one_who_asks():
    layers.register(source())
    assert layers.layer("a.layers/x/y", "kernel.person:1").kind == "x/y for kernel.person:1"


@pytest.mark.parametrize("address", ["", "a.layers", "a.layers/", "b.layers/1", "a.layers/0"])
def test_other_addresses_lead_nowhere(address):
    layers.register(source())
    assert layers.layer(address, "") is None
