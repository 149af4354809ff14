"""The map page as a browser without scripts sees it: layers, the list, the texts behind it, files to share."""

import gzip
import json
import re

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import BASE
from osaamo.engine import MAP_CSS, TaughtSkill, Vocabulary
from osaamo.kernel.models import Person
from osaamo.kernel.refs import ref_of
from osaamo.ports import layers
from osaamo.web import maps_layers
from osaamo.web.settings.base import PACKAGE

pytestmark = pytest.mark.django_db

OFFERING = "offering.organisation/3amk"
ADS = "foresight.ads/all"
BOTH = {"a": OFFERING, "b": ADS}
TEXT = "Hallitsen SQL:n.\nOlen tehnyt budjetin <b>yhdistykselle</b>."


@pytest.fixture(autouse=True)
def _no_occupations(monkeypatch):
    # The fake vocabulary knows none; the real one is asked below.
    monkeypatch.setattr("osaamo.engine.search", lambda *_given, **_more: (), raising=False)


def html(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def legend(page):
    lines = re.findall(r'atlas-key-(\w+)" aria-hidden="true"></span><span>([^<]*)</span> <b>(\d+)</b>', page)
    return {side: (name, int(count)) for side, name, count in lines}


def skills(page):
    """By label of each skill of the list: its side and its sentences with what is said of them."""
    found = {}
    for item in re.findall(r'<li class="atlas-skill".*?</li>', page):
        side = re.search(r"atlas-key-(\w+)", item)[1]
        label = re.search(r'data-onmap="\d+">([^<]*)<', item)[1]
        said = re.findall(r"atlas-fact-(\w)\"><q[^>]*>([^<]*)</q> <(?:a|span)[^>]*>([^<]*)<", item)
        found[label] = (side, said)
    return found


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_whole_atlas_without_a_layer(client, offering, language):
    page = html(client.get(f"/{language}/map/"))
    names = {"fi": "Kestävyys", "sv": "Hållbarhet", "en": "Sustainability"}
    assert names[language] in re.search(r"<svg[^>]*osaamo-map.*?</svg>", page)[0]
    assert 'class="atlas-skill"' not in page
    assert "a=offering.organisation%2F3amk&amp;b=foresight.ads%2Fall" in page


def test_without_any_domain_data_the_map_is_there_all_the_same(client):
    page = html(client.get("/en/map/"))
    assert "Show an example" not in page
    assert "<optgroup" not in page


def test_two_layers_over_each_other(client, offering):
    page = html(client.get("/en/map/", BOTH))
    assert legend(page) == {
        "both": ("both", 4),
        "a": ("only Offering: 3UAS alliance", 0),
        "b": ("only Working life: Job ads", 1),
    }
    listed = skills(page)
    assert listed["machine learning"] == (
        "both",
        [
            ("a", "Opiskelija soveltaa koneoppimisen menetelmiä.", "in 1 of 3 texts"),
            ("b", "You know SQL and machine learning.", "in 3 of 3 texts"),
        ],
    )
    assert listed["SQL"][0] == "b"
    assert '<span class="vh">(only Working life: Job ads)</span>' in page
    points = json.loads(re.search(r'id="atlas-points" type="application/json">(.*?)<', page)[1])
    assert [["a", "b", "both"][point[2]] for point in points] == [side for side, _ in listed.values()]


def test_the_picture_and_the_list_hold_the_same_skills(client, offering):
    page = html(client.get("/sv/map/", BOTH))
    picture = re.search(r"<svg[^>]*osaamo-map.*?</svg>", page)[0]
    drawn = {title.rpartition(" (")[0] for title in re.findall(r"<title>([^<]*\(\d+%\))</title>", picture)}
    assert drawn == set(skills(page))


def test_an_institution_has_its_own_courses_only(client, offering):
    page = html(client.get("/en/map/", {"a": "offering.organisation/haaga-helia"}))
    assert list(skills(page)) == ["machine learning"]
    assert legend(page) == {"a": ("Offering: Haaga-Helia University of Applied Sciences", 1)}


def test_one_course_and_one_ad_are_found_by_words(client, offering):
    page = html(client.get("/en/map/", {"q": "palvelu", "a": OFFERING}))
    assert 'name="a" value="offering.course/sd"' in page
    page = html(client.get("/en/map/", {"q": "analyst", "a": "offering.course/sd"}))
    assert 'name="b" value="foresight.ad/ad-en"' in page
    assert '<option value="offering.course/sd" selected>Palvelumuotoilu</option>' in page
    assert legend(html(client.get("/en/map/", {"a": "offering.course/sd", "b": "foresight.ad/ad-en"})))["both"][1] == 2
    assert "Try a shorter or another word" in html(client.get("/en/map/", {"q": "zzz"}))


def test_every_count_opens_to_its_texts(client, offering):
    page = html(client.get("/en/map/", BOTH))
    address = re.search(r'href="(/en/map/skill/\?[^"]*foresight[^"]*machine-learning)"', page)[1]
    rows = html(client.get(address.replace("&amp;", "&")))
    assert "<h1>machine learning</h1>" in rows
    assert "Working life: Job ads: 3 of 3 texts show this skill." in rows
    assert set(re.findall(r"<h2>([^<]*)<", rows)) == {"Data-analyytikko", "Dataanalytiker", "Data analyst"}
    assert '<q lang="sv">Du kan SQL och maskininlärning.</q>' in rows


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"layer": ADS, "uri": "urn:nothing"},
        {"layer": "foresight.ads/none", "uri": f"{BASE}sql"},
        {"layer": "nothing/1", "uri": f"{BASE}sql"},
    ],
)
def test_texts_of_nothing_are_not_found(client, offering, asked):
    assert client.get("/en/map/skill/", asked).status_code == 404


@pytest.mark.parametrize(
    "layer", ["offering.organisation/none", "offering.course/none", "foresight.ad/none", "x/y", "x"]
)
def test_a_layer_that_is_not_there_is_said(client, offering, layer):
    page = html(client.get("/en/map/", {"a": layer, "b": ADS}))
    assert "This layer is not there" in page
    assert 'id="slot-a-error"' in page
    assert legend(page) == {"a": ("Working life: Job ads", 5)}


def test_a_given_text_is_laid_over_the_ads_and_not_kept(client, offering):
    answer = client.post("/en/map/", {"text": TEXT, "b": ADS, "use": "text"})
    page = html(answer)
    assert answer["Cache-Control"] == "no-store"
    assert {line: count for line, (_, count) in legend(page).items()} == {"both": 2, "a": 0, "b": 3}
    assert skills(page)["SQL"][1][0] == ("a", "Hallitsen SQL:n.", "clear")
    assert 'href="#a1"' in page
    assert '<mark id="a1">Hallitsen <b>SQL</b>:n.</mark>' in page
    assert "&lt;b&gt;yhdistykselle" in page
    assert "<b>yhdistykselle" not in page
    assert f"> {TEXT.splitlines()[0]}" in page
    # What is posted next keeps the text: the layers, the languages and the files go with the same form.
    assert '<form id="work" method="post"' in page
    assert 'form="work" formaction="/sv/map/"' in page
    assert '<option value="text" selected>Your text</option>' in page


def test_the_text_stays_until_another_layer_is_chosen(client, offering):
    page = html(client.post("/en/map/", {"text": TEXT, "a": "text", "b": ADS}))
    assert legend(page)["both"][1] == 2
    page = html(client.post("/en/map/", {"text": TEXT, "a": OFFERING, "b": ADS}))
    assert legend(page)["a"][0] == "only Offering: 3UAS alliance"
    assert f"> {TEXT.splitlines()[0]}" in page


def test_two_given_texts(client):
    page = html(client.post("/en/map/", {"text": "I know SQL.", "want": "You know SQL and Python.", "use": "text"}))
    assert dict(legend(page).values()) == {
        "both": 1,
        "only Your text": 0,
        "only The text to compare with": 1,
    }
    assert '<mark id="b1">' in page


def test_a_file_is_read(client):
    file = SimpleUploadedFile("cv.txt", b"Osaan Pythonia.")
    assert "Python" in skills(html(client.post("/en/map/", {"file": file, "use": "text"})))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "There are no words in this text"),
        ({"text": "   "}, "There are no words in this text"),
        ({"text": "x" * 100_001}, "The text is too long"),
        ({"file": SimpleUploadedFile("cv.pdf", b"%PDF-1.4 cut")}, "damaged"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(client, given, said):
    page = html(client.post("/en/map/", given | {"use": "text"}))
    assert said in re.search(r'id="given-a-error" role="alert">([^<]*)<', page)[1]


def test_a_text_without_skills_says_so(client):
    assert "No skills were found here" in html(client.post("/en/map/", {"text": "Moi vaan kaikille.", "use": "text"}))


def test_the_same_question_gives_the_same_page(client, offering):
    once, again = (
        re.sub(r'csrfmiddlewaretoken" value="\w+"', "", html(client.get("/fi/map/", BOTH))) for _ in range(2)
    )
    assert once == again


def test_too_many_texts_are_put_off(client, settings):
    settings.OSAAMO_RATE = "1/m"
    client.post("/en/map/", {"text": TEXT, "use": "text"})
    assert client.post("/en/map/", {"text": TEXT, "use": "text"}).status_code == 429
    assert client.post("/en/map/file/json", {"text": TEXT, "a": "text"}).status_code == 429
    assert client.get("/en/map/").status_code == 200


def test_colours_chosen_with_a_text_stay(client):
    answer = client.post("/en/map/", {"text": TEXT, "a": "text", "scheme": "dark"})
    assert answer.cookies["scheme"].value == "dark"
    assert 'data-scheme="dark"' in html(answer)


def test_the_language_and_the_colours_keep_the_layers(client, offering):
    page = html(client.get("/en/map/", BOTH))
    query = "?a=offering.organisation%2F3amk&amp;b=foresight.ads%2Fall"
    assert f'href="/sv/map/{query}"' in page
    assert f'name="next" value="/en/map/{query}"' in page


def test_svg_to_share(client, offering):
    answer = client.get("/fi/map/file/svg", BOTH)
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="osaamo-map.svg"'
    root = ElementTree.fromstring(answer.content.decode())
    assert len(root.findall(".//{*}g[@class='spot side-both']")) == 4 + 1  # and the legend's
    assert "3AMK-liittouma" in answer.content.decode()


def test_json_to_share_has_the_sentences(client, offering):
    found = json.loads(client.get("/en/map/file/json", BOTH).content)
    sql = next(node for node in found["nodes"] if node["uri"] == f"{BASE}sql")
    assert (sql["side"], sql["left"], sql["right"]) == ("right", 0.0, 1.0)
    assert sql["evidence"] == ["", "You know SQL and machine learning."]
    assert (found["model"], found["vocabulary"]) == ("fake.v1", "esco-fake")


def test_deepgraph_to_share(client, offering):
    answer = client.get("/en/map/file/deepgraph", BOTH)
    data = json.loads(answer.content)["data"]
    assert data["legends"] == {"1": "common", "2": "Offering: 3UAS alliance", "3": "Working life: Job ads"}
    assert data["scores"]["full_score"] == 4
    assert {node["group"] for node in data["nodes"]} == {1, 3}
    assert answer["Content-Disposition"] == 'attachment; filename="osaamo-map.deepgraph.json"'


def test_a_given_text_is_shared_without_an_address(client):
    given = {"text": "I know SQL and Python, and I lead a workshop.", "a": "text"}
    found = json.loads(client.post("/en/map/file/json", given).content)
    assert [node["uri"] for node in found["nodes"]] == [f"{BASE}python", f"{BASE}sql", f"{BASE}workshops"]
    assert [(edge["source"], edge["target"], edge["kind"]) for edge in found["edges"]] == [(0, 1, "near")]
    assert found["names"] == ["Your text"]


def test_the_atlas_for_the_browser(client):
    version = re.search(r"atlas\.json\?v=(\w+)", html(client.get("/en/map/")))[1]
    answer = client.get("/en/map/atlas.json", {"v": version}, headers={"accept-encoding": "gzip"})
    assert "immutable" in answer["Cache-Control"]
    atlas = json.loads(gzip.decompress(answer.content))
    assert [island["name"] for island in atlas["islands"]][:2] == ["Marketing and customers", "Data and programming"]
    assert len(atlas["places"]) == 3 * len(atlas["labels"])
    assert atlas["labels"][5] == "SQL"
    plain = client.get("/sv/map/atlas.json")
    assert plain["Cache-Control"] == "no-cache"
    assert plain.json()["labels"][6:8] == ["Python", "databaser"]


@pytest.fixture
def own_layer(monkeypatch):
    """A layer that only one person may see, as a profile is."""
    monkeypatch.setattr(layers, "_sources", dict(layers._sources))
    owner = Person.objects.create(email="aino@osaamo.example", display_name="Aino")
    title = {"fi": "Minä", "sv": "Jag", "en": "Me"}

    def choices(words, viewer):
        return [layers.Choice("skills", title)] if viewer == ref_of(owner) and not words else []

    def layer(key, viewer):
        skill = TaughtSkill(f"{BASE}sql", 0.9, "I know SQL.")
        return layers.Layer(title, skills=(skill,)) if viewer == ref_of(owner) else None

    layers.register(layers.Source("test.me", title, choices, layer))
    return owner


def test_ones_own_layer_is_shown(client, own_layer):
    client.force_login(own_layer)
    page = html(client.get("/en/map/", {"a": "test.me/skills"}))
    assert skills(page) == {"SQL": ("a", [("a", "I know SQL.", "clear")])}
    assert '<option value="test.me/skills" selected>' in page


@pytest.mark.parametrize("logged_in", [True, False])
def test_anothers_layer_is_not(client, own_layer, logged_in):
    if logged_in:
        client.force_login(Person.objects.create(email="mikael@osaamo.example"))
    page = html(client.get("/en/map/", {"a": "test.me/skills"}))
    assert "This layer is not there" in page
    assert "I know SQL." not in page
    assert "test.me" not in re.search(r'<select id="slot-b".*?</select>', page)[0]
    for form in ("svg", "json", "deepgraph"):
        assert b"SQL" not in client.get(f"/en/map/file/{form}", {"a": "test.me/skills"}).content


class RealVocabulary:
    vocabulary = Vocabulary.load()


def test_an_occupation_is_a_layer(monkeypatch):
    from osaamo.engine.vocabulary.search import search

    monkeypatch.setattr("osaamo.engine.search", search)
    with engine_replaced(RealVocabulary()), translation.override("fi"):
        options = maps_layers.options("sairaanhoitaja", "", "fi")
        occupation = next(kind for kind in options if kind.title == "Ammatti").layers[0]
        layer = layers.layer(occupation.address, "")
        assert layers.layer("vocabulary.occupation/urn:none", "") is None
    assert occupation.name == "sairaanhoitaja"
    assert layer.name["en"] == "nurse responsible for general care"
    assert {skill.confidence for skill in layer.skills} <= {1.0, 0.5}
    assert all("sairaanhoitaja" in skill.evidence for skill in layer.skills)


def test_the_page_draws_in_the_colours_of_the_engine():
    page = (PACKAGE / "web/static/osaamo/atlas.css").read_text(encoding="utf-8")
    rules = [rule for rule in MAP_CSS.splitlines() if not rule.startswith("@media")]
    assert [rule for rule in rules if rule not in page] == []
    light = set(re.findall(r"var\((--map-[a-z0-9]+),(#[0-9a-f]{6})\)", MAP_CSS))
    dark = set(re.findall(r"(--map-[a-z0-9]+):(#[0-9a-f]{6});", MAP_CSS))
    assert light
    assert len(light) == len(dark)
    for name, colour in light:
        assert f"{name}: {colour};" in page
    for name, colour in dark:
        assert page.count(f"{name}: {colour};") == 2
