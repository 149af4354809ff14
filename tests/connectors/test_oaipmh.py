"""The harvester against a real OAI-PMH server, and against answers no server should give."""

import datetime as dt

import pytest

from osaamo.connectors.errors import ConnectorError, UnsafeFile
from osaamo.connectors.oai_http import OtherHost, https_transport
from osaamo.connectors.oaipmh import Answer, BadToken, Harvester, NotOai, OaiRefusal, ServerBusy, Unreachable
from osaamo.connectors.rows import Broken
from osaamo.connectors.theses import ThesisRecord
from osaamo.connectors.thesis_oai import thesis_of
from osaamo.domains.foresight.tests.oai_server import URL, Archive, serving, thesis


@pytest.fixture
def server():
    with serving(Archive()) as served:
        served.archive.records = {f"oai:a:{at}": thesis(at) for at in range(1, 8)}
        yield served


class Waits(list):
    def __call__(self, seconds):
        self.append(seconds)


def harvester(transport, waits=None, **more):
    return Harvester(URL, transport, pause=2.0, sleep=waits if waits is not None else Waits(), **more)


def identifiers(pages):
    return [[record.identifier for record in page.records] for page in pages]


def test_a_list_over_several_pages_with_a_pause_between_requests(server) -> None:
    waits = Waits()
    found = identifiers(harvester(server.transport, waits).pages("kk"))
    assert found == [["oai:a:1", "oai:a:2", "oai:a:3"], ["oai:a:4", "oai:a:5", "oai:a:6"], ["oai:a:7"]]
    assert waits == [2.0, 2.0]
    assert server.asked[0] == {"verb": "ListRecords", "metadataPrefix": "kk"}
    assert set(server.asked[1]) == {"verb", "resumptionToken"}


def test_only_what_is_new_in_one_set(server) -> None:
    server.archive.records["oai:a:7"].stamp = "2026-03-01T12:00:00Z"
    server.archive.records["oai:a:6"].sets = ["col_2"]
    assert identifiers(harvester(server.transport).pages("kk", since="2026-03-01T12:00:00Z")) == [["oai:a:7"]]
    assert identifiers(harvester(server.transport).pages("kk", set_spec="col_2")) == [["oai:a:6"]]
    (page,) = harvester(server.transport).pages("kk", since="2026-04-01")
    assert (page.records, page.token) == ((), "")
    assert page.answered_at.startswith("20")


def test_a_server_that_counts_days_is_asked_by_days() -> None:
    with serving(Archive(by_day=True)) as served:
        served.archive.records = {"oai:a:1": thesis(1)}
        assert identifiers(harvester(served.transport).pages("kk", since="2026-01-01T10:00:00Z")) == [["oai:a:1"]]
        assert served.asked[-1]["from"] == "2026-01-01"


def test_what_the_server_says_of_itself(server) -> None:
    said = harvester(server.transport).identify()
    assert (said.name, said.by_day, said.deletions) == ("Archive", False, True)


def test_a_deleted_record_comes_as_such(server) -> None:
    server.archive.records["oai:a:2"].deleted = True
    first = next(harvester(server.transport).pages("kk")).records
    assert [(record.deleted, record.metadata is None) for record in first] == [
        (False, False), (True, True), (False, False),
    ]  # fmt: skip


def test_a_busy_server_is_waited_for_as_long_as_it_asks(server) -> None:
    waits = Waits()
    server.faults = [(503, "7"), (429, ""), (0, "")]
    assert len(identifiers(harvester(server.transport, waits).pages("oai_dc"))) == 3
    assert waits == [7.0, 2.0, 8.0, 2.0, 16.0, 2.0, 2.0, 2.0]
    server.faults = [(503, "86400")]
    with pytest.raises(ServerBusy) as busy:
        list(harvester(server.transport).pages("kk"))
    assert busy.value.values == {"seconds": 86400}


def test_a_server_that_stays_away_stops_the_harvest(server) -> None:
    server.faults = [(500, "")] * 3
    with pytest.raises(Unreachable):
        list(harvester(server.transport, attempts=3).pages("kk"))
    server.faults = [(404, "")]
    with pytest.raises(Unreachable) as gone:
        list(harvester(server.transport).pages("kk"))
    assert gone.value.values == {"status": 404}
    assert server.faults == []


def test_a_harvest_goes_on_from_its_token(server) -> None:
    pages = harvester(server.transport).pages("kk")
    token = next(pages).token
    assert identifiers(harvester(server.transport).pages("kk", token=token)) == [
        ["oai:a:4", "oai:a:5", "oai:a:6"], ["oai:a:7"],
    ]  # fmt: skip


def test_errors_of_the_protocol(server) -> None:
    with pytest.raises(BadToken):
        list(harvester(server.transport).pages("kk", token="nonsense"))
    with pytest.raises(OaiRefusal) as refused:
        list(harvester(server.transport).pages("marc"))
    assert refused.value.values == {"reason": "cannotDisseminateFormat"}


NS = 'xmlns="http://www.openarchives.org/OAI/2.0/"'


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("<html/>", NotOai),
        (f"<OAI-PMH {NS}><ListRecords><record><header/></record></ListRecords></OAI-PMH>", NotOai),
        (f'<!DOCTYPE x [<!ENTITY e "boom">]><OAI-PMH {NS}>&e;</OAI-PMH>', UnsafeFile),
        ("", ConnectorError),
        (f"<OAI-PMH {NS}><ListRecords><record>", ConnectorError),
    ],
)
def test_answers_that_are_none(body, error) -> None:
    with pytest.raises(error):
        list(harvester(lambda _: Answer(200, body.encode())).pages("kk"))


def test_a_server_that_goes_in_circles_is_left() -> None:
    body = f"<OAI-PMH {NS}><ListRecords><resumptionToken>again</resumptionToken></ListRecords></OAI-PMH>"
    pages = harvester(lambda _: Answer(200, body.encode())).pages("kk")
    next(pages)
    with pytest.raises(NotOai):
        list(pages)


@pytest.mark.parametrize("address", ["http://archive.example/oai", "https://169.254.169.254/", "file:///etc/passwd"])
def test_no_other_host_is_asked(address) -> None:
    with pytest.raises(OtherHost):
        https_transport("archive.example")(address)


# records into theses


def read(made, prefix="kk"):
    with serving(Archive()) as served:
        served.archive.records = {"oai:a:1": made}
        (page,) = harvester(served.transport).pages(prefix)
        return thesis_of(page.records[0], 1)


def test_a_thesis_of_the_fields_of_theseus() -> None:
    assert read(thesis(1)) == ThesisRecord(
        1, "oai:a:1", "Palvelu 1", "Työssä 1 sovellettiin koneoppimista.", "fi", 2026,
        "Tietojenkäsittely", "Laurea-ammattikorkeakoulu", "https://archive.example/handle/10024/1",
        issued=dt.date(2026, 5, 14),
        abstracts={
            "fi": "Työssä 1 sovellettiin koneoppimista.", "en": "Work 1 applied machine learning.",
        },
        keywords=("koneoppiminen",), commissioner="Vantaan kaupunki", licence="CC BY 4.0",
    )  # fmt: skip


def test_a_thesis_in_dublin_core() -> None:
    found = read(thesis(1, date_issued="2026"), "oai_dc")
    assert (found.title, found.language, found.year, found.issued) == ("Palvelu 1", "fi", 2026, None)
    assert found.institution == "Laurea-ammattikorkeakoulu"
    assert found.abstracts["en"] == "Work 1 applied machine learning."
    assert "Testi" not in repr(found)


def test_an_abstract_in_another_language_than_the_thesis_stands_in_for_it() -> None:
    found = read(thesis(1, abstract="-"))
    assert (found.language, found.abstract) == ("en", "Work 1 applied machine learning.")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"abstract": "", "abstract_en": ""}, "no-abstract"),
        ({"rights_accessrights": "fi=Käyttö rajattu|en=restricted|"}, "restricted"),
        ({"date_issued": ""}, "bad-year"),
        ({"title": "x" * 501}, "too-long"),
    ],
)
def test_a_record_that_is_no_thesis_is_set_apart(more, code) -> None:
    found = read(thesis(1, **more))
    assert isinstance(found, Broken)
    assert (found.line, found.code, found.raw) == (1, code, "oai:a:1")


def test_an_open_thesis_that_says_so_is_taken() -> None:
    assert read(thesis(1, rights_accessrights="fi=vapaasti saatavilla|en=open access|")).key == "oai:a:1"
