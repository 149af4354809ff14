"""Channels: files in their formats, and every difference found and decided."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from osaamo.connectors.ripa import read_ripa
from osaamo.domains.offering import services
from osaamo.domains.offering.enums import Decision, MismatchKind
from osaamo.domains.offering.exports import channel_file
from osaamo.domains.offering.models import Channel, Mismatch
from osaamo.domains.offering.tests.making import make_course, make_module, make_realisation

pytestmark = pytest.mark.django_db

FUTURE = {"starts": date(2090, 1, 11), "ends": date(2090, 3, 12)}


def channel(form="open-csv", *items):
    made = Channel.objects.create(code=form, name={"en": form}, format=form)
    for item in items:
        services.set_channels(item=item, channels=[made], who=None)
    return made


@pytest.mark.parametrize("form", ["open-csv", "site-json", "ripa-v9"])
def test_what_we_send_reads_back_without_a_difference(form):
    course = make_course(name={"fi": "=1+1", "en": "Sum"})
    make_realisation(course, "planned", seats=3, languages=["fi"], **FUTURE)
    make_realisation(course, "planned", "cancelled", **FUTURE)
    place = channel(form, course, make_course(), make_course(draft=True))
    name, _, data = channel_file(place)
    check = services.check_channel(channel=place, filename=name, data=data, who=None)
    assert list(check.mismatches.values_list("kind", "key", "here", "there")) == []
    assert (check.shown, check.agreeing) == (2, 2)


def test_a_portal_gets_no_formula_and_no_cancelled_realisation():
    course = make_course(name={"fi": "=cmd|' /C calc'!A0", "sv": "@SUM(1)", "en": "-1"})
    shown = make_realisation(course, "planned", **FUTURE)
    make_realisation(course, "planned", "cancelled", **FUTURE)
    make_realisation(course, "proposed", **FUTURE)
    _, _, data = channel_file(channel("open-csv", course))
    [row] = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    assert [row["name_fi"], row["name_sv"], row["name_en"]] == ["'=cmd|' /C calc'!A0", "'@SUM(1)", "'-1"]
    assert (row["realisation"], row["starts"]) == (shown.key, "2090-01-11")


def test_a_ripa_message_is_read_by_our_own_reader_and_tells_what_is_cancelled():
    course = make_course()
    make_realisation(course, "planned", "cancelled", seats=4, **FUTURE)
    _, _, data = channel_file(channel("ripa-v9", course, make_module()))
    batch = read_ripa(data, "a.json")
    assert batch.broken == ()
    assert [unit.study_element_id for unit in batch.course_units] == [course.key]
    assert [(run.status, run.max_seats) for run in batch.course_units[0].realisations] == [("CANCELLED", 4)]


@pytest.fixture
def differing():
    """A channel that shows one course wrongly, one we do not list, and misses one."""
    ours, missing, unlisted = make_course(name={"fi": "Oma"}), make_course(), make_course()
    run = make_realisation(ours, "planned", **FUTURE)
    place = channel("open-csv", ours, missing)
    rows = [
        {"id": ours.key, "name_fi": "Vanha", "credits": 3, "realisation": run.key,
         "starts": "2090-01-18", "ends": "2090-03-12"},
        {"id": unlisted.key, "name_fi": "x", "credits": 5},
        {"id": "nobody", "name_fi": "y", "credits": 5},
    ]  # fmt: skip
    check = services.check_channel(channel=place, filename="a.json", data=json.dumps(rows).encode(), who=None)
    return place, ours, missing, unlisted, run, check


def test_every_difference_is_found(differing):
    _, ours, missing, unlisted, run, check = differing
    found = {(one.kind, one.key): (one.here, one.there) for one in check.mismatches.all()}
    assert found == {
        (MismatchKind.NAME, ours.key): ("fi: Oma", "fi: Vanha"),
        (MismatchKind.CREDITS, ours.key): ("5", "3"),
        (MismatchKind.STARTS, run.key): ("2090-01-11", "2090-01-18"),
        (MismatchKind.MISSING_THERE, missing.key): (missing.key, ""),
        (MismatchKind.MISSING_HERE, unlisted.key): ("", "x"),
        (MismatchKind.MISSING_HERE, "nobody"): ("", "y"),
    }
    assert (check.shown, check.agreeing) == (3, 0)


def test_each_difference_is_decided_once_and_what_is_decided_is_done(differing):
    place, ours, missing, unlisted, run, check = differing
    take = {
        kind: check.mismatches.get(kind=kind) for kind in (MismatchKind.NAME, MismatchKind.CREDITS, MismatchKind.STARTS)
    }
    for mismatch in take.values():
        services.decide(mismatch=mismatch, decision=Decision.TAKE, who=None)
    ours.refresh_from_db()
    run.refresh_from_db()
    assert (ours.name, ours.credits, run.starts) == ({"fi": "Vanha"}, Decimal(3), date(2090, 1, 18))
    services.decide(mismatch=check.mismatches.get(key=missing.key), decision=Decision.UNLIST, who=None)
    services.decide(mismatch=check.mismatches.get(key=unlisted.key), decision=Decision.LIST, who=None)
    assert {listing.item for listing in place.listings.all()} == {ours, unlisted}
    with pytest.raises(services.Refused, match="unknown-item"):
        services.decide(mismatch=check.mismatches.get(key="nobody"), decision=Decision.LIST, who=None)
    with pytest.raises(services.Refused, match="decided-already"):
        services.decide(mismatch=check.mismatches.get(key=missing.key), decision=Decision.KEEP, who=None)
    assert Mismatch.objects.filter(decision=Decision.OPEN).count() == 1


def test_a_value_that_would_be_wrong_here_is_not_taken(differing):
    *_, run, check = differing
    run.ends = date(2090, 1, 12)
    run.save()
    with pytest.raises(services.Refused, match="dates-backwards"):
        services.decide(mismatch=check.mismatches.get(kind="starts"), decision=Decision.TAKE, who=None)
