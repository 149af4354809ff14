"""From a text to skills, gap and courses, as a browser without scripts sees it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from osaamo.competence.models import Reading
from osaamo.competence.services import read_texts
from osaamo.domains.foresight.services import load_demo as load_ads

TEXT = "Hallitsen SQL:n.\nOlen tehnyt budjetin <b>yhdistykselle</b>."

pytestmark = pytest.mark.django_db


def html(answer):
    return answer.content.decode()


def gap_columns(page):
    return {
        kind: [label.strip() for label in re.findall(r"<summary>([^<]+)<", body)]
        for kind, body in re.findall(r'<section class="column column-(\w+)"(.*?)</section>', page, re.DOTALL)
    }


@pytest.mark.parametrize(
    ("headers", "cookie", "where"),
    [
        ({}, "", "/fi/"),
        ({"accept-language": "sv-FI,sv;q=0.9"}, "", "/sv/"),
        ({"accept-language": "en"}, "", "/en/"),
        ({"accept-language": "de"}, "", "/fi/"),
        ({"accept-language": "en"}, "sv", "/sv/"),
    ],
)
def test_start_leads_to_ones_language(client, headers, cookie, where):
    if cookie:
        client.cookies["language"] = cookie
    assert client.get("/", headers=headers)["Location"] == where


def test_the_language_one_looked_at_stays(client):
    client.get("/sv/")
    assert client.get("/", headers={"accept-language": "en"})["Location"] == "/sv/"


@pytest.mark.parametrize(
    ("language", "title"),
    [("fi", "2 osaamista tekstissäsi"), ("sv", "2 kompetenser i din text"), ("en", "2 skills in your text")],
)
def test_skills_of_a_text(client, language, title):
    page = html(client.post(f"/{language}/", {"text": TEXT}))
    assert f"<h1>{title}</h1>" in page
    assert len(re.findall(r'<li class="skill"', page)) == 2
    assert '<mark id="s1" data-skills="1">Hallitsen <b>SQL</b>:n.</mark>' in page
    assert "&lt;b&gt;yhdistykselle&lt;/b&gt;" in page


def test_every_skill_links_to_its_sentence_and_back(client):
    page = html(client.post("/en/", {"text": TEXT}))
    ids = set(re.findall(r' id="([^"]+)"', page))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert {"s1", "s2", "k1", "k2"} <= targets
    assert targets <= ids


@pytest.mark.parametrize("example", ["cv-fi", "course-sv", "thesis-en"])
def test_each_example_gives_skills(client, example):
    assert 'class="skill"' in html(client.post("/fi/", {"example": example}))


def test_a_file_becomes_the_text(client):
    file = SimpleUploadedFile("cv.txt", "Osaan Pythonia työssäni.".encode())
    page = html(client.post("/fi/", {"file": file}))
    assert re.search(r"<textarea id=\"text\"[^>]*>\s*Osaan Pythonia työssäni.</textarea>", page)
    assert "Python" in page


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.txt", b"", "Filen innehåller ingen text."),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "Den här typen av fil går inte att läsa."),
        ("big.txt", b"a " * (5 * 1024 * 1024 + 1), "Filen är för stor"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(client, name, data, sentence):
    answer = client.post("/sv/", {"text": "", "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    assert sentence in html(answer)
    assert 'aria-invalid="true"' in html(answer)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There are no words in this text."),
        ("   \n", "There are no words in this text."),
        ("a" * 100_001, "The text is too long."),
    ],
)
def test_a_text_that_cannot_be_read_says_why(client, text, sentence):
    page = html(client.post("/en/", {"text": text}))
    assert sentence in page
    assert 'role="alert"' in page


def test_a_goal_file_that_cannot_be_read_keeps_the_skills(client):
    page = html(client.post("/en/", {"text": TEXT, "pick": "text", "want_file": SimpleUploadedFile("x.txt", b"")}))
    assert "The file has no text in it." in page
    assert 'class="skill"' in page


def test_gap_and_courses(client, offering):
    page = html(client.post("/fi/", {"text": "Hallitsen SQL:n.", "pick": "ad:ad-fi"}))
    columns = gap_columns(page)
    assert columns["have"] == ["SQL"]
    assert set(columns["partly"] + columns["missing"]) == {
        "koneoppiminen",
        "laatia budjetteja",
        "palvelumuotoilu",
        "vetää työpajoja",
    }
    assert re.findall(r'<div class="step-body">\s*<h3>([^<]+)</h3>', page) == ["Koneoppiminen", "Palvelumuotoilu"]
    assert "<q>Opiskelija soveltaa koneoppimisen menetelmiä.</q>" in page
    assert "Mennyt" not in page
    assert "yksikään esimerkkitarjonnan kurssi ei opeta sitä" in page


def test_the_nearest_ads_come_first(client, offering):
    recent = timezone.localdate().isoformat()
    load_ads(
        rows=[
            {"id": "far", "lang": "en", "title": "Nurse", "published": recent, "text": "You do wound care."},
            {
                "id": "half",
                "lang": "en",
                "title": "Trainer",
                "published": recent,
                "text": "SQL and service design.",
            },
            {"id": "near", "lang": "en", "title": "Coder", "published": recent, "text": "You know SQL."},
        ]
    )
    read_texts()
    page = html(client.post("/en/", {"text": "I know SQL."}))
    assert re.findall(r'class="ad" form="work" name="pick" value="ad:([\w-]+)"', page) == ["near", "half"]
    reasons = re.findall(r'<p class="reasons">(.*?)</p>', page, re.DOTALL)
    assert "You have 1 of the 1 skill it asks for." in reasons[0]
    assert '<span class="reason-have">SQL</span>' in reasons[0]
    assert "reason-missing" not in reasons[0]
    assert "service design" in reasons[1].split("reason-missing")[1]
    assert "Nurse" not in page


def test_a_goal_without_skills_says_so(client, offering):
    page = html(client.post("/en/", {"text": TEXT, "want": "Hello there.", "pick": "text"}))
    assert "No skills were found in the goal." in page
    assert 'id="path"' not in page


def test_the_map_shows_both_texts(client, offering):
    page = html(client.post("/en/", {"text": "I know SQL.", "pick": "ad:ad-en"}))
    labels = {label: side for side, label in re.findall(r'class="dot side-(\w+) [^>]*data-label="([^"]+)"', page)}
    assert labels == {
        "SQL": "both",
        "machine learning": "goal",
        "service design": "goal",
        "facilitate workshops": "goal",
    }


def test_nothing_of_the_text_is_stored_or_kept_in_a_cache(client, offering, caplog):
    before = Reading.objects.count()
    caplog.set_level(0)
    given = {"text": "Ainutlaatuinen sana xyzzy ja SQL.", "want": "Toinen sana plugh ja Python.", "pick": "text"}
    answer = client.post("/fi/", given)
    assert 'id="gap"' in html(answer)
    assert not client.session.keys()
    assert Reading.objects.count() == before
    assert answer["Cache-Control"] == "no-store"
    logged = "\n".join(str(record.__dict__) for record in caplog.records if record.name.startswith("osaamo"))
    assert "xyzzy" not in logged
    assert "plugh" not in logged


def test_over_the_rate_is_a_page(client, settings):
    settings.OSAAMO_RATE = "1/h"
    client.post("/sv/", {"text": TEXT})
    answer = client.post("/sv/", {"text": TEXT})
    assert answer.status_code == 429
    assert answer["Retry-After"] in html(answer)
    assert "Ett ögonblick" in html(answer)


def test_the_choice_of_colours_stays(client):
    answer = client.post("/scheme", {"scheme": "dark", "next": "/sv/how/"})
    assert answer["Location"] == "/sv/how/"
    assert 'data-scheme="dark"' in html(client.get("/sv/how/"))
    assert client.post("/scheme", {"scheme": "light", "next": "https://elsewhere.example/"})["Location"] == "/"
    assert 'data-scheme="light"' in html(client.get("/fi/"))


def test_the_colours_can_change_without_losing_the_text(client):
    page = html(client.post("/fi/", {"text": TEXT, "scheme": "dark"}))
    assert 'data-scheme="dark"' in page
    assert 'class="skill"' in page


def test_how_it_works_names_versions_and_every_ai_use(client):
    page = html(client.get("/en/how/"))
    assert "fake.v1" in page
    assert "esco-fake" in page
    assert "Finding skills in a text" in page


def test_docs_lead_to_the_reference(client):
    assert client.get("/api/docs", headers={"accept-language": "en"})["Location"] == "/en/developers/"
    assert "/api/v1/skills" in html(client.get("/en/developers/"))


def test_health(client):
    idle = {"waiting": 0, "running": 0, "failed": 0, "oldest_waiting_seconds": 0}
    assert client.get("/healthz").json() == {"status": "ok", "engine": "loaded", "jobs": idle}
