"""Job ads and theses as texts that carry skills and as layers of the map, and what the ads ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.foresight.queries import (
    ads_named,
    ads_once,
    demand_counts,
    job_ad,
    job_ads,
    programme_theses,
    programmes,
    theses,
    theses_named,
    theses_once,
)
from osaamo.kernel.refs import ref_of
from osaamo.ports import layers
from osaamo.ports.demand import Demand, demand
from osaamo.ports.texts import Text, texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


@texts("foresight.ads")
def ad_texts() -> Iterator[Text]:
    """The title and text of every job ad; one that was published again is not read again."""
    for ad in ads_once().iterator():
        yield Text(ref=ref_of(ad), language=ad.language or "auto", body=f"{ad.title}\n\n{ad.text}", title=ad.title)


@demand("foresight.ads")
def ad_demand(uris: Collection[str]) -> Demand:
    """How many of the ads that were read name each skill. Counts are kept in the cache for a while."""
    return demand_counts(uris)


ALL_ADS = {"fi": "Työpaikkailmoitukset", "sv": "Jobbannonser", "en": "Job ads"}


def _all(words: str, _viewer: str) -> list[layers.Choice]:
    return [layers.Choice("all", ALL_ADS)] if not words and job_ads().exists() else []


def _all_ads(key: str, _viewer: str) -> layers.Layer | None:
    return layers.Layer(ALL_ADS, kind="foresight.jobad") if key == "all" else None


def _ads(words: str, _viewer: str) -> list[layers.Choice]:
    return [layers.Choice(ad.key, {ad.language: ad.title}) for ad in (ads_named(words) if words else ())]


def _ad(key: str, _viewer: str) -> layers.Layer | None:
    ad = job_ad(key=key)
    return layers.Layer({ad.language: ad.title}, refs=(ref_of(ad),)) if ad else None


layers.register(
    layers.Source(
        "foresight.ads",
        {"fi": "Työelämä", "sv": "Arbetslivet", "en": "Working life"},
        _all,
        _all_ads,
        stands_for=layers.MARKET,
    )
)
layers.register(
    layers.Source("foresight.ad", {"fi": "Työpaikkailmoitus", "sv": "Jobbannons", "en": "Job ad"}, _ads, _ad)
)


@texts("foresight.theses")
def thesis_texts() -> Iterator[Text]:
    """The title and abstract of every thesis, each once where it stands in two archives."""
    for thesis in theses_once().iterator():
        body = f"{thesis.title}\n\n{thesis.abstract}"
        yield Text(ref=ref_of(thesis), language=thesis.language or "auto", body=body, title=thesis.title)


ALL_THESES = {"fi": "Kaikki opinnäytetyöt", "sv": "Alla lärdomsprov", "en": "All theses"}
_MOST_PROGRAMMES = 40


def _theses(words: str, _viewer: str) -> list[layers.Choice]:
    if words:
        return [
            layers.Choice(str(thesis.pk), {thesis.language or "fi": thesis.title}) for thesis in theses_named(words)
        ]
    return [layers.Choice("all", ALL_THESES)] if theses().exists() else []


def _thesis_layer(key: str, _viewer: str) -> layers.Layer | None:
    if key == "all":
        return layers.Layer(ALL_THESES, kind="foresight.thesis")
    thesis = theses().filter(pk=key).first() if key.isdecimal() else None
    return layers.Layer({thesis.language or "fi": thesis.title}, refs=(ref_of(thesis),)) if thesis else None


def _programme_name(programme: str, institution: str) -> dict[str, str]:
    return {"fi": f"{programme} ({institution})" if institution else programme}


def _programmes(words: str, _viewer: str) -> list[layers.Choice]:
    return [
        layers.Choice(f"{institution}|{programme}", _programme_name(programme, institution))
        for institution, programme in programmes(words, most=_MOST_PROGRAMMES)
    ]


def _programme_layer(key: str, _viewer: str) -> layers.Layer | None:
    institution, _, programme = key.partition("|")
    pks = programme_theses(institution, programme) if programme else []
    refs = tuple(f"foresight.thesis:{pk}" for pk in pks)
    return layers.Layer(_programme_name(programme, institution), refs=refs) if refs else None


layers.register(
    layers.Source(
        "foresight.theses",
        {"fi": "Opinnäytetyöt", "sv": "Lärdomsprov", "en": "Theses"},
        _theses,
        _thesis_layer,
    )
)
layers.register(
    layers.Source(
        "foresight.programme",
        {
            "fi": "Tutkinto-ohjelman opinnäytetyöt",
            "sv": "Lärdomsprov i ett utbildningsprogram",
            "en": "Theses of a degree programme",
        },
        _programmes,
        _programme_layer,
    )
)
