"""The three steps without an account: choices, goals, what-if; what the form carries; files that cannot be read."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.tests.fake_engine import BASE, OCCUPATIONS, fake_search
from osaamo.web import answering, carrying

TEXT = "I know SQL. I lead a workshop."
SQL, WORKSHOPS, STATISTICS = BASE + "sql", BASE + "workshops", BASE + "statistics"
ANALYST, DESIGNER = f"occupation:{OCCUPATIONS}analyst", f"occupation:{OCCUPATIONS}designer"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fake_search(monkeypatch):
    monkeypatch.setattr(door, "search", fake_search, raising=False)


def post(client, language="en", **form):
    return client.post(f"/{language}/", {"text": TEXT} | form).content.decode()


def gap(page):
    return {
        kind: {label.strip() for label in re.findall(r"<summary>([^<]+)<", body)}
        for kind, body in re.findall(r'<section class="column column-(\w+)"(.*?)</section>', page, re.DOTALL)
    }


def hidden(page, name):
    return re.findall(rf'<input type="hidden" [^>]*name="{name}" value="([^"]*)"', page)


def dots(page):
    return set(re.findall(r'class="dot [^>]*data-label="([^"]+)"', page))


def titles(page):
    return re.findall(r'<div class="step-body">\s*<h3>([^<]+)</h3>', page)


# Skills: keep, drop, grade


def test_every_skill_can_be_kept_dropped_and_graded(client):
    page = post(client)
    for uri in (SQL, WORKSHOPS):
        values = re.findall(rf'name="own:{re.escape(uri)}" value="(\w*)"( checked)?', page)
        assert values == [(value, "") for value in ("yes", "no", "1", "2", "3", "4", "5")] + [("", " checked")]


def test_a_dropped_skill_leaves_the_count_the_gap_and_the_map_but_can_be_taken_back(client):
    form = {"pick": ANALYST}
    assert gap(post(client, **form))["have"] == {"SQL"}
    page = post(client, **form, **{f"own:{SQL}": "no"})
    assert gap(page)["have"] == set()
    assert "SQL" in gap(page)["missing"]
    assert "<h1>1 skill in your text</h1>" in page
    assert re.search(r'class="skill dropped" id="k1"', page)
    assert f'name="own:{SQL}" value="no" checked' in page
    assert "SQL" not in dots(post(client, **{f"own:{SQL}": "no"}))


@pytest.mark.parametrize(
    ("choice", "column"),
    [("yes", "have"), ("5", "have"), ("3", "have"), ("2", "partly"), ("1", "partly"), ("", "have"), ("9", "have")],
)
def test_a_grade_says_how_much_of_a_skill_counts(client, choice, column):
    assert "SQL" in gap(post(client, pick=ANALYST, **{f"own:{SQL}": choice}))[column]


def test_a_choice_for_a_skill_that_is_not_in_the_text_changes_nothing(client):
    plain = post(client, pick=ANALYST)
    assert gap(post(client, pick=ANALYST, **{f"own:{STATISTICS}": "5"})) == gap(plain)


def test_the_least_sure_of_very_many_are_not_shown_and_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(answering, "MOST_SKILLS", 1)
    first = post(client)
    assert "1 less sure skill of this long text is not shown." in first
    assert len(re.findall(r'<li class="skill', first)) == 1
    again = post(client, read=hidden(first, "read")[0])
    assert "1 less sure skill of this long text is not shown." in again


# Goals


@pytest.mark.parametrize(
    ("language", "words"), [("fi", "Data-analyytikko"), ("sv", " dataanalytiker "), ("en", "DATA ANALYST")]
)
def test_an_occupation_is_found_by_its_name_in_any_case(client, language, words):
    page = post(client, language, seek=words, pick="seek")
    assert hidden(page, "goal") == [ANALYST]
    assert {name: len(rows) for name, rows in gap(page).items()} == {"have": 1, "partly": 3, "missing": 0}


def test_a_partly_had_skill_names_the_nearest_of_ones_own(client):
    page = post(client, pick=ANALYST)
    assert "near: SQL" in page
    assert "You have something close" in page
    assert "Essential in the occupation data analyst." in page


def test_occupations_are_offered_by_name_and_by_nearness(client):
    page = post(client)
    assert re.findall(r'<option value="([^"]+)">', page) == ["data analyst", "service designer"]
    assert re.findall(r'class="pill" [^>]*name="pick" value="([^"]+)"', page)[0] in {ANALYST, DESIGNER}


def test_words_that_fit_several_lead_to_suggestions(client):
    page = post(client, seek="des", pick="seek")
    assert "Which of these do you mean?" in page
    assert re.search(rf'name="pick" value="{re.escape(DESIGNER)}">service designer<', page)
    assert hidden(page, "goal") == []
    assert 'value="des"' in page


def test_an_unknown_occupation_says_what_to_do(client):
    assert "Try another word for it, or paste a job ad." in post(client, seek="xyzzy", pick="seek")


@pytest.mark.parametrize(
    "key", ["occupation:http://nowhere.example/1", f"occupation:{OCCUPATIONS}poet", "ad:none", "zzz", ""]
)
def test_a_goal_that_does_not_exist_is_left_out(client, key):
    page = post(client, goal=key)
    assert hidden(page, "goal") == []
    assert 'id="gap"' not in page


def test_a_list_of_skills_is_a_goal_and_names_what_it_does_not_know(client):
    page = post(client, list="SQL\n- statistical analysis; accessibility\nxyzzy", pick="list")
    assert gap(page) == {"have": {"SQL"}, "partly": {"statistical analysis", "accessibility"}, "missing": set()}
    assert "Not found among the skills: xyzzy." in page


def test_a_pasted_ad_is_a_goal_and_an_empty_one_says_so(client):
    page = post(client, want="You know SQL and do wound care.", pick="text")
    assert gap(page) == {"have": {"SQL"}, "partly": set(), "missing": {"wound care"}}
    assert "You know SQL and do wound care." in page
    page = post(client, want=" ", pick="text")
    assert 'id="want-error"' in page
    assert 'class="skill"' in page


def test_a_pasted_ad_waits_in_its_field_while_another_goal_is_chosen(client):
    page = post(client, want="You do wound care.", pick=ANALYST)
    assert "You do wound care.</textarea>" in page
    assert "wound care" not in gap(page)["missing"]


# What if


def test_goals_add_up_and_are_taken_away_again(client):
    page = post(client, goal=[ANALYST], add=DESIGNER)
    assert hidden(page, "goal") == [ANALYST, DESIGNER]
    both = set().union(*gap(page).values())
    assert {"statistical analysis", "build prototypes"} <= both
    page = post(client, goal=[ANALYST, DESIGNER], drop=ANALYST)
    assert hidden(page, "goal") == [DESIGNER]
    assert "statistical analysis" not in set().union(*gap(page).values())


def test_adding_by_the_search_field_keeps_the_first_goal(client):
    page = post(client, goal=[ANALYST], seek="service designer", add="seek")
    assert hidden(page, "goal") == [ANALYST, DESIGNER]


def test_picking_another_goal_replaces_the_first(client):
    assert hidden(post(client, goal=[ANALYST], pick=DESIGNER), "goal") == [DESIGNER]


def test_there_is_an_end_to_goals(client):
    page = client.post("/en/", {"text": TEXT, "goal": [f"ad:{at}" for at in range(50)] + [ANALYST]}).content.decode()
    assert hidden(page, "goal") == []


def test_a_course_left_out_is_replaced_and_can_be_taken_back(client, offering):
    form = {"goal": "ad:ad-fi"}
    assert titles(post(client, "fi", **form)) == ["Koneoppiminen", "Palvelumuotoilu"]
    page = post(client, "fi", **form, leave="ml")
    assert titles(page) == ["Palvelumuotoilu"]
    assert hidden(page, "without") == ["ml"]
    assert re.search(r'name="take" value="ml"', page)
    page = post(client, "fi", **form, without="ml", take="ml")
    assert titles(page) == ["Koneoppiminen", "Palvelumuotoilu"]
    assert hidden(page, "without") == []


# What the form carries


def test_a_text_is_read_once(client, monkeypatch):
    first = post(client, want="You know SQL.", pick="text")
    packets = {"read": hidden(first, "read")[0], "want_read": hidden(first, "want_read")[0]}

    def fail(*_args, **_kwargs):
        raise AssertionError("read again")

    monkeypatch.setattr(competence, "extract", fail)
    again = post(client, want="You know SQL.", goal="text", **packets)
    assert gap(again) == gap(first)
    assert re.findall(r"<mark.*?</mark>", again) == re.findall(r"<mark.*?</mark>", first)
    with pytest.raises(AssertionError, match="read again"):
        post(client, text="Another text about SQL.", **packets)


@pytest.mark.parametrize("spoil", [lambda packet: packet[:-1], lambda packet: "x" + packet, lambda _: "garbage"])
def test_a_spoilt_packet_is_read_anew(client, spoil):
    packet = spoil(hidden(post(client), "read")[0])
    assert "<h1>2 skills in your text</h1>" in post(client, read=packet)


def test_a_packet_holds_no_words_of_the_text():
    text = "Xyzzy plugh: I know SQL."
    found = competence.extract(text)
    packet = carrying.packed(text, found)
    assert carrying.unpacked(text, packet) is not None
    assert carrying.unpacked(text + " ", packet) is None
    raw = carrying.signing.loads(packet, salt=carrying.SALT)
    assert "Xyzzy" not in str(raw)
    assert "SQL" not in str(raw)


def test_what_comes_back_is_what_was_packed():
    text = "I know SQL and Python. I lead a workshop."
    found = competence.extract(text)
    back = carrying.unpacked(text, carrying.packed(text, found))
    assert (back.language, back.model, back.vocabulary, back.notes) == (
        found.language,
        found.model,
        found.vocabulary,
        found.notes,
    )
    assert [(skill.uri, skill.label, round(skill.confidence, 4)) for skill in found.skills] == [
        (skill.uri, skill.label, skill.confidence) for skill in back.skills
    ]
    places = [[(e.start, e.end, e.text, e.cue) for e in skill.evidence] for skill in found.skills]
    assert [[(e.start, e.end, e.text, e.cue) for e in skill.evidence] for skill in back.skills] == places


def test_the_page_says_that_nothing_is_stored(client):
    assert "Nothing is stored." in post(client)
    assert "Nothing is stored" in client.get("/en/").content.decode()


# Files


def pdf(*, password=None, scanned=False):
    out = io.BytesIO()
    page = canvas.Canvas(out, encrypt=StandardEncryption(password) if password else None)
    if scanned:
        page.drawInlineImage(Image.new("RGB", (40, 40), "grey"), 0, 0, 400, 400)
    else:
        page.drawString(72, 720, "Osaan SQL:n.")
    page.showPage()
    page.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("locked.pdf", pdf(password="secret"), "The PDF is locked with a password. Save a copy without a password"),
        ("scan.pdf", pdf(scanned=True), "The PDF holds pictures of pages, not text."),
        ("cut.pdf", pdf()[:200], "The file is damaged or cut short."),
        ("cv.exe", b"MZ\x90\x00" + bytes(range(256)) * 4, "This kind of file cannot be read."),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(client, name, data, sentence):
    answer = client.post("/en/", {"text": "What I typed stays.", "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert sentence in page
    assert "What I typed stays.</textarea>" in page


def test_fifty_megabytes_are_refused_and_the_text_stays(client):
    file = SimpleUploadedFile("big.pdf", b"%PDF-1.7\n" + bytes(50 * 1024 * 1024))
    page = client.post("/en/", {"text": "What I typed stays.", "file": file}).content.decode()
    assert "The file is too large: at most 10 MB is read." in page
    assert "What I typed stays.</textarea>" in page
