"""What visitors read and steering people change; nobody's name is public."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from osaamo.domains.indicators import exports, services
from osaamo.domains.indicators.enums import Form
from osaamo.domains.indicators.models import ManualValue, Target
from osaamo.domains.indicators.ports import values as section_of_values
from osaamo.domains.indicators.services import Asked
from osaamo.domains.indicators.tests.making import (
    make_indicator,
    make_open_row,
    make_row,
    measured,
    on,
    under_way,
)
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import planning
from osaamo.ports.measures import Period
from osaamo.ports.reporting import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_organisation("laurea", parent=make_organisation("3amk", kind="alliance"))


@pytest.fixture
def indicator():
    return make_indicator(measure="test.rows", baseline=(1, 2020), targets={2099: 9})


@pytest.fixture
def steerer(client):
    person = make_person(Role.STEERING_MEMBER)
    client.force_login(person)
    return person


def get(client, name, *args, **asked):
    return client.get(reverse(name, args=args), asked)


def post(client, indicator, what, **values):
    prefix = "" if what in {"withdraw", "computed"} else f"{what}-"
    data = {f"{prefix}{name}": value for name, value in values.items()}
    return client.post(reverse("indicator-change", args=[indicator.key, what]), data)


def test_a_visitor_opens_a_number_to_its_rows(client, indicator, school):
    rows = [make_row(school, on(2025)) for _ in range(3)]
    make_row(make_organisation("elsewhere"), on(2025))
    with measured():
        assert indicator.key in get(client, "indicators").content.decode()
        page = get(client, "indicator", indicator.key).content.decode()
        assert f'/indicators/{indicator.key}/rows/?year=2025"' in page
        found = get(client, "indicator-rows", indicator.key, year=2025, organisation="laurea")
        assert [ref for ref, _ in found.context["rows"]] == [ref_of(row) for row in rows]
        assert (found.context["count"], found.context["value"]) == (3, "3")
        assert get(client, "indicator-rows", indicator.key, year=2025).context["count"] == 4
        third = get(client, "indicator-rows", indicator.key, year=2025, quarter=3)
        assert third.context["count"] == 4
        for wrong in ({"year": "20x5"}, {"quarter": "5"}, {"organisation": "nobody"}, {"beside": "kernel.secret"}):
            assert get(client, "indicator-rows", indicator.key, **wrong).status_code == 404
    assert get(client, "indicator-rows", indicator.key, year=2025).context["source"] is False


def test_no_persons_name_is_public(client, indicator):
    owner = make_person(display_name="Olli Omistaja")
    services.set_owner(indicator=indicator, owner=owner, who=owner)
    services.enter_value(indicator=indicator, year=2025, value=1, reason="Katkos", evidence="Muistio", who=owner)
    pages = [get(client, name, indicator.key) for name in ("indicator", "indicator-rows", "indicator-embed")]
    pages += [get(client, "indicators"), client.get(f"/open/v1/indicators/{indicator.key}")]
    assert {page.status_code for page in pages} == {200}
    assert not any("Olli" in page.content.decode() for page in pages)
    assert "Muistio" in pages[0].content.decode()
    client.force_login(make_person())
    assert "Olli" in get(client, "indicator", indicator.key).content.decode()


def test_a_frame_elsewhere_may_show_it_and_no_other_page(client, indicator):
    framed = get(client, "indicator-embed", indicator.key)
    assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert get(client, "indicator", indicator.key).headers["X-Frame-Options"] == "DENY"


def test_open_data_has_values_and_says_when_nothing_changed(client, indicator, school):
    make_row(school, on(2025))
    with measured():
        answer = client.get(f"/open/v1/indicators/{indicator.key}")
        data = answer.json()
        assert [v for v in data["values"] if v["year"] == 2025] == [
            {"year": 2025, "organisation": None, "value": "1", "source": "computed", "soFar": False},
            {"year": 2025, "organisation": "laurea", "value": "1", "source": "computed", "soFar": False},
        ]
        assert (data["licence"]["name"], data["targets"][0]["low"]) == ("CC BY 4.0", "9")
        again = client.get(f"/open/v1/indicators/{indicator.key}", headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
        make_row(school, on(2025))
        again = client.get(f"/open/v1/indicators/{indicator.key}", headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 200
        table = client.get(f"/open/v1/indicators/{indicator.key}.csv").content.decode()
        assert [row[1:4] for row in csv.reader(io.StringIO(table)) if row[1] == "2025"] == [
            ["2025", "", "2"], ["2025", "laurea", "2"],
        ]  # fmt: skip
        table = client.get(f"/open/v1/indicators/{indicator.key}.csv?decimal=comma").content.decode("utf-8-sig")
        assert table.splitlines()[0].split(";")[:4] == ["indicator", "year", "organisation", "value"]
    assert client.get("/open/v1/indicators").json()["indicators"][0]["missingSources"] == []
    assert client.get("/open/v1/indicators/IND-NOBODY").status_code == 404
    described = client.get("/open/v1/openapi.json").json()["paths"]
    assert "/open/v1/indicators/{key}" in described


def test_programs_of_other_sites_may_ask_and_know_the_licence(client, indicator):
    address = f"/open/v1/indicators/{indicator.key}"
    for path in ("/open/v1/indicators", "/open/v1/indicators.csv", address, f"{address}.csv"):
        answer, head = client.get(path), client.head(path)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
        before = client.options(path)
        assert (before.status_code, before["Access-Control-Allow-Headers"]) == (204, "If-None-Match")
        assert client.post(path).status_code == 405


def test_an_answer_is_the_same_in_every_language_and_holds_all_of_them(client, indicator):
    indicator.formula = {"fi": "rivit", "sv": "raderna", "en": "the rows"}
    indicator.save()
    Target.objects.create(indicator=indicator, year=2098, form=Form.TEXT, words={"fi": "vakiintunut", "en": "settled"})
    tags = {client.get(f"/open/v1/indicators/{indicator.key}", headers={"Accept-Language": code})["ETag"]
            for code in LANGUAGES}  # fmt: skip
    assert len(tags) == 1
    data = client.get(f"/open/v1/indicators/{indicator.key}").json()
    assert data["formula"] == {"fi": "rivit", "sv": "raderna", "en": "the rows"}
    assert data["targets"][0]["words"] == {"fi": "vakiintunut", "sv": "", "en": "settled"}
    assert set(data["reasons"][0]["text"]) == set(LANGUAGES)
    assert data["page"] == f"http://testserver/indicators/{indicator.key}/"
    for code, said in (("fi", "rivit"), ("sv", "raderna"), ("en", "the rows")):
        assert said in client.get(f"/{code}/indicators/{indicator.key}/").content.decode()


def test_what_is_under_way_opens_to_its_rows(client, indicator, school):
    today = timezone.localdate()
    begin = today.replace(month=1, day=1)
    for year in range(1, 4):
        make_row(school, begin.replace(year=begin.year - year))
        for at in range(4):
            counts = begin.replace(year=begin.year - year, month=12, day=31) if at < 3 else None
            make_open_row(school, begin.replace(year=begin.year - year), counts_on=counts)
    make_row(school, begin)
    make_open_row(school, begin)
    with measured(pipeline=under_way), patch("django.utils.timezone.localdate", return_value=begin.replace(month=7)):
        page = get(client, "indicator", indicator.key)
        assert page.context["flow"] == {
            "year": today.year, "settled": "1", "settled_rows": 1,
            "stages": [{"key": "open", "name": page.context["flow"]["stages"][0]["name"], "rows": 1, "brings": "1",
                        "of": 12, "share": "75 %", "range": "57–88 %"}],
            "before": [(year, "0") for year in range(today.year - 3, today.year)],
        }  # fmt: skip
        assert [get(client, "indicator-rows", indicator.key, stage=stage).context["count"]
                for stage in ("settled", "open")] == [1, 1]  # fmt: skip
        assert get(client, "indicator-rows", indicator.key, stage="nothing").status_code == 404
        told = client.get(f"/open/v1/indicators/{indicator.key}").json()["forecast"]["underWay"]
        assert (told["settled"], told["stages"][0]["share"], told["stages"][0]["earlierRows"]) == (1.0, 0.75, 12)


def test_only_steering_people_change_anything(client, indicator):
    client.force_login(make_person(Role.PLANNER))
    answers = [
        get(client, "indicator-edit", indicator.key),
        get(client, "indicators-table"),
        get(client, "indicators-workbook"),
        post(client, indicator, "target", year=2099, form="value", low="3", reason="x"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    client.logout()
    assert get(client, "indicator-edit", indicator.key).status_code == 302
    assert indicator.targets.get().low == 9


def test_a_steering_member_changes_target_value_owner_and_status(client, indicator, steerer, school):
    assert get(client, "indicator-edit", indicator.key).status_code == 200
    post(client, indicator, "target", year=2099, form="value", low="25 000,5", reason="Päätös 3/2026")
    assert indicator.targets.get(ended_at__isnull=True).low == 25000.5
    post(client, indicator, "value", year=2024, organisation="laurea", value="7", reason="Katkos", evidence="Muistio")
    value = ManualValue.objects.get(organisation=school)
    post(client, indicator, "withdraw", value=value.pk)
    value.refresh_from_db()
    assert value.withdrawn_at is not None
    post(client, indicator, "owner", email=steerer.email.upper())
    indicator.refresh_from_db()
    assert indicator.owner == steerer
    post(client, indicator, "override", status="at_risk", until="2099-01-01", reason="Kumppani lähti")
    assert "Kumppani lähti" in get(client, "indicator", indicator.key).content.decode()
    post(client, indicator, "computed")
    assert not indicator.overrides.filter(ended_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("target", {"year": 2099, "form": "range", "low": "5", "reason": "x"}),
        ("target", {"year": 2099, "form": "value", "low": "viisi", "reason": "x"}),
        ("value", {"year": 2024, "value": "7", "reason": "x", "evidence": ""}),
        ("override", {"status": "late", "until": "2001-01-01", "reason": "x"}),
        ("owner", {"email": "nobody@example.fi"}),
    ],
)
def test_what_cannot_be_is_said_and_what_was_written_stays(client, indicator, steerer, what, values):
    answer = post(client, indicator, what, **values)
    assert answer.status_code == 422
    form = answer.context["forms"][what]
    assert form.errors
    assert all(form[name].value() == str(value) or form[name].value() == value for name, value in values.items())


def test_a_table_shows_its_differences_then_is_taken_over(client, indicator, steerer):
    rows = services.stored_rows()
    changed = exports.workbook([rows[0] | {"low": "11"}])
    file = io.BytesIO(changed)
    file.name = "indicators.xlsx"
    answer = client.post(reverse("indicators-table"), {"file": file})
    assert [(change.what, differences) for change, differences in answer.context["changes"]] == [
        ("changed", [("low", "9", "11")])
    ]
    assert indicator.targets.get(ended_at__isnull=True).low == 9
    kept, seen = (answer.context["confirm"][name].value() for name in ("rows", "seen"))
    refused = client.post(reverse("indicators-table"), {"rows": kept, "seen": seen, "reason": ""})
    assert refused.status_code == 422
    other = Asked(Form.VALUE, Decimal(10))
    services.set_target(indicator=indicator, year=2099, asked=other, reason="Toinen", who=None)
    refused = client.post(reverse("indicators-table"), {"rows": kept, "seen": seen, "reason": "Päätös"})
    assert (refused.status_code, indicator.targets.get(ended_at__isnull=True).low) == (422, 10)
    assert [differences for _, differences in refused.context["changes"]] == [[("low", "10", "11")]]
    seen = refused.context["confirm"]["seen"].value()
    client.post(reverse("indicators-table"), {"rows": kept, "seen": seen, "reason": "Päätös"})
    assert indicator.targets.get(ended_at__isnull=True).low == 11
    assert (
        client.post(reverse("indicators-table"), {"rows": '[{"record": 5}]', "seen": "x", "reason": "x"}).status_code
        == 422
    )
    broken = io.BytesIO(b"PK\x03\x04 no workbook")
    broken.name = "x.xlsx"
    assert client.post(reverse("indicators-table"), {"file": broken}).status_code == 422


def test_a_report_gets_each_indicator_with_the_period_and_the_one_before(indicator, school):
    rows = [make_row(school, day) for day in (date(2026, 2, 1), date(2026, 4, 1), date(2026, 6, 30))]
    make_indicator(area="rdi")
    second, first = (
        Period(date(2026, 4, 1), date(2026, 7, 1)), Period(date(2026, 1, 1), date(2026, 4, 1)),
    )  # fmt: skip
    with measured():
        section = section_of_values(Question(second, first, ("learning",)))
    [row] = section.rows
    told = {name: row[name] for name in ("value", "before", "change", "year", "target", "rows", "status", "key")}
    assert told == {
        "value": "2", "before": "1", "change": "1", "year": "3", "target": "9 (2099)", "rows": 2, "status": "good",
        "key": indicator.key,
    }  # fmt: skip
    assert set(row) >= set(section.columns)
    refs = "".join(f"{ref_of(one)}\n" for one in rows[1:])
    assert row["rows_digest"] == hashlib.sha256(refs.encode()).hexdigest()
    [learning, rdi] = section_of_values(Question(second, first)).rows
    assert (learning["value"], learning["rows"], rdi["status"]) == (None, None, "none")


def test_other_domains_find_it_by_key(indicator):
    found = planning.find(planning.Kind.INDICATOR, indicator.key)
    assert (found.ref, found.area, found.url) == (ref_of(indicator), "learning", f"/indicators/{indicator.key}/")
