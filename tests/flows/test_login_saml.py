"""Signing in through a home organisation by SAML 2.0, against pysaml2's identity provider."""

import base64
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client as AnyClient
from saml2.xmldsig import DIGEST_SHA1, SIG_RSA_SHA1
from saml_idp import IdentityProvider

from osaamo.kernel.models import AuditEntry, Membership, Person, Role
from osaamo.kernel.queries import roles_of
from osaamo.kernel.services import grant_role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.web.settings.login import login_from

pytestmark = pytest.mark.django_db
HOST = "osaamo.example"
ANOTHER = "https://another.example/"

AINO = {
    "eppn": "aino@laurea.fi",
    "home": "laurea.fi",
    "name": "Aino Lahtinen",
    "mail": "aino.lahtinen@example.fi",
    "affiliation": ["student", "member"],
}
FILE = """
[[provider]]
id = "{name}"
protocol = "saml"
name = "{name}"
entity_id = "{idp.entity_id}"
sso_url = "{idp.sso_url}"
certificate = "{idp.certificate}"
[[provider.home]]
domain = "{name}.fi"
organisation = "{name}"
roles = {{ {roles} }}
"""


@pytest.fixture(scope="session")
def providers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("idp")
    return {name: IdentityProvider(folder, name) for name in ("laurea", "metropolia")}


@pytest.fixture
def configure(providers, settings, tmp_path):
    """Writes the login file and puts it in force; ``roles`` is the table of Laurea."""

    def put(roles=""):
        file = tmp_path / "login.toml"
        file.write_text("".join(FILE.format(name=n, idp=i, roles=roles) for n, i in providers.items()))
        settings.ALLOWED_HOSTS = [HOST]
        settings.OSAAMO_LOGIN = login_from(file, {})
        settings.SOCIALACCOUNT_PROVIDERS = settings.OSAAMO_LOGIN.providers

    put()
    for name, provider in providers.items():
        metadata = Client().get(f"/sso/saml/{name}/metadata/")
        assert metadata.status_code == 200
        ours = f"http://{HOST}/sso/saml/{name}/metadata/"
        provider.meet(metadata.content, metadata.content.replace(ours.encode(), ANOTHER.encode()))
    return put


@pytest.fixture
def homes(configure):
    return {name: make_organisation(name) for name in ("laurea", "metropolia")}


@pytest.fixture
def log_in(providers, homes):
    """Signs in from a new browser: (the browser, the answer to the posted response followed to its end)."""

    def log_in(person, name="laurea", *, client=None, change=lambda answer: answer, **more):
        client = client or Client()
        sent_to = client.get(f"/sso/saml/{name}/login/")
        assert sent_to.url.startswith(providers[name].sso_url)
        answer = change(providers[name].answer(sent_to.url, person, **more))
        posted = client.post(f"/sso/saml/{name}/acs/", {"SAMLResponse": answer})
        return client, client.get(posted.url), answer

    return log_in


def Client():  # noqa: N802 - stands for the class
    """A browser at an address that SAML accepts: it wants a full domain."""
    return AnyClient(headers={"host": HOST})


def is_signed_in(client):
    return client.get("/en/account/").status_code == 200


def heading(answer):
    return re.search(r"<h1>(.*?)</h1>", answer.content.decode(), re.DOTALL)[1]


def english(client):
    client.cookies["language"] = "en"
    return client


def test_the_sign_in_page_offers_the_home_organisations(configure):
    page = Client().get("/en/account/sign-in/").content.decode()
    assert re.findall(r'href="([^"]*sso[^"]*)"', page) == [
        "/sso/saml/laurea/login/?process=login",
        "/sso/saml/metropolia/login/?process=login",
    ]


def test_the_first_login_makes_the_person(log_in, homes):
    client, answer, _ = log_in(AINO)
    assert answer.url == "/fi/desk/"
    person = Person.objects.get()
    assert (person.home_organisation, person.eppn, person.display_name, person.email) == (
        homes["laurea"],
        "aino@laurea.fi",
        "Aino Lahtinen",
        "aino.lahtinen@example.fi",
    )
    assert not person.has_usable_password()
    assert is_signed_in(client)
    assert AuditEntry.objects.get(verb="person.join").who == person
    assert not SocialAccount.objects.exists(), "nothing of the answer is kept besides the person"
    assert not EmailAddress.objects.exists()
    assert mail.outbox == []


def test_the_second_login_finds_the_same_person_even_when_name_and_address_changed(log_in):
    log_in(AINO)
    first = Person.objects.get()
    client, _, _ = log_in(
        AINO | {"mail": "aino.korhonen@example.fi", "name": "Aino Korhonen", "eppn": "AINO@laurea.fi"}
    )
    person = Person.objects.get()
    assert person.pk == first.pk
    assert (person.display_name, person.email) == ("Aino Korhonen", "aino.korhonen@example.fi")
    assert is_signed_in(client)


def test_another_eppn_with_the_same_address_is_another_person(log_in):
    log_in(AINO)
    log_in(AINO | {"eppn": "aino2@laurea.fi"})
    assert Person.objects.count() == 2


def test_the_same_address_at_two_organisations_is_two_persons(log_in, homes):
    log_in(AINO)
    log_in(AINO | {"eppn": "aino@metropolia.fi", "home": "metropolia.fi"}, "metropolia")
    assert set(Person.objects.values_list("home_organisation__code", "email")) == {
        ("laurea", "aino.lahtinen@example.fi"),
        ("metropolia", "aino.lahtinen@example.fi"),
    }


def test_even_the_same_eppn_at_two_organisations_is_two_persons(log_in):
    log_in(AINO)
    log_in(AINO | {"home": "metropolia.fi"}, "metropolia")
    assert Person.objects.filter(eppn="aino@laurea.fi").count() == 2


def test_a_local_account_with_the_same_address_is_not_taken_over(log_in):
    local = make_person(email=AINO["mail"], display_name="Local", password="kolme sinistä kissaa")
    EmailAddress.objects.create(user=local, email=AINO["mail"], verified=True, primary=True)
    client, _, _ = log_in(AINO)
    assert "aino@laurea.fi" in client.get("/fi/account/").content.decode()
    local.refresh_from_db()
    assert (local.display_name, local.eppn, local.check_password("kolme sinistä kissaa")) == ("Local", "", True)
    assert Person.objects.count() == 2


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_a_local_account_that_is_signed_in_is_not_joined(log_in, providers, process):
    local = make_person()
    client = Client()
    client.force_login(local)
    sent_to = client.get(f"/sso/saml/laurea/login/?process={process}")
    posted = client.post("/sso/saml/laurea/acs/", {"SAMLResponse": providers["laurea"].answer(sent_to.url, AINO)})
    assert client.get(posted.url).url == "/fi/desk/"
    assert "aino@laurea.fi" in client.get("/fi/account/").content.decode()
    assert not SocialAccount.objects.exists()
    local.refresh_from_db()
    assert not local.is_federated


def test_a_login_without_eppn_is_refused(log_in):
    person = {name: value for name, value in AINO.items() if name != "eppn"}
    client, answer, _ = log_in(person, client=english(Client()))
    assert answer.status_code == 403
    assert heading(answer) == "Your home organisation did not say who you are"
    assert not is_signed_in(client)
    assert not Person.objects.exists()


def test_a_name_id_is_never_taken_for_an_eppn(log_in):
    log_in(AINO)
    person = {name: value for name, value in AINO.items() if name != "eppn"}
    client, answer, _ = log_in(person, name_id="aino@laurea.fi")
    assert answer.status_code == 403
    assert not is_signed_in(client)


@pytest.mark.parametrize("eppn", ["aino", "@laurea.fi", "aino@"])
def test_half_an_eppn_is_none(log_in, eppn):
    assert log_in(AINO | {"eppn": eppn})[1].status_code == 403
    assert not Person.objects.exists()


@pytest.mark.parametrize("home", ["metropolia.fi", "somewhere.example"])
def test_an_organisation_the_provider_does_not_speak_for_is_refused(log_in, home):
    client, answer, _ = log_in(AINO | {"home": home}, client=english(Client()))
    assert answer.status_code == 403
    assert heading(answer) == "Your home organisation does not use Osaamo yet"
    assert not is_signed_in(client)
    assert not Person.objects.exists()


def test_an_organisation_that_is_configured_but_not_loaded_is_refused(log_in, homes):
    homes["laurea"].delete()
    assert log_in(AINO)[1].status_code == 403


def test_a_switched_off_account_stays_out(log_in):
    log_in(AINO)
    Person.objects.update(is_active=False)
    client, answer, _ = log_in(AINO)
    assert answer.url == "/fi/account/inactive/"
    assert not is_signed_in(client)


# Forged and stale answers.


def refused(client, answer):
    assert answer.status_code == 401
    assert heading(answer) == "Signing in did not work"
    assert not is_signed_in(client)
    assert not Person.objects.exists()


def rewritten(old, new):
    def change(answer):
        xml = base64.b64decode(answer).decode()
        assert old in xml
        return base64.b64encode(xml.replace(old, new).encode()).decode()

    return change


def test_a_changed_answer_is_refused(log_in):
    client, answer, _ = log_in(AINO, client=english(Client()), change=rewritten("aino@laurea.fi", "vera@laurea.fi"))
    refused(client, answer)


def test_an_unsigned_answer_is_refused(log_in):
    client, answer, _ = log_in(AINO, client=english(Client()), sign_response=False)
    refused(client, answer)


def test_a_signed_assertion_in_an_unsigned_answer_will_do(log_in):
    client, _, _ = log_in(AINO, sign_response=False, sign_assertion=True)
    assert is_signed_in(client)


def test_a_signature_by_a_broken_algorithm_is_refused(log_in):
    weak = {"sign_alg": SIG_RSA_SHA1, "digest_alg": DIGEST_SHA1}
    client, answer, _ = log_in(AINO, client=english(Client()), **weak)
    refused(client, answer)


def test_a_signature_with_another_key_is_refused(homes, tmp_path):
    client = english(Client())
    impostor = IdentityProvider(tmp_path, "laurea")
    impostor.meet(client.get("/sso/saml/laurea/metadata/").content)
    sent_to = client.get("/sso/saml/laurea/login/")
    posted = client.post("/sso/saml/laurea/acs/", {"SAMLResponse": impostor.answer(sent_to.url, AINO)})
    refused(client, client.get(posted.url))


def test_an_answer_meant_for_another_service_is_refused(log_in):
    client, answer, _ = log_in(AINO, client=english(Client()), audience=ANOTHER)
    refused(client, answer)


def test_an_answer_that_nobody_asked_for_is_refused(log_in):
    client, answer, _ = log_in(AINO, client=english(Client()), in_response_to="_another")
    refused(client, answer)


def test_an_answer_works_once_and_in_one_browser(log_in):
    client, _, answer = log_in(AINO)
    client.post("/fi/account/sign-out/")
    Person.objects.all().delete()
    for browser in (client, Client()):
        english(browser)
        posted = browser.post("/sso/saml/laurea/acs/", {"SAMLResponse": answer})
        refused(browser, browser.get(posted.url))


def test_nonsense_is_refused(homes):
    client = english(Client())
    for data in ({}, {"SAMLResponse": "not base64 !"}, {"SAMLResponse": base64.b64encode(b"<a/>").decode()}):
        posted = client.post("/sso/saml/laurea/acs/", data)
        refused(client, client.get(posted.url))
    refused(client, client.get("/sso/saml/laurea/acs/finish/"))


def test_an_answer_that_is_far_too_long_is_not_kept(homes):
    client = english(Client())
    answer = client.post("/sso/saml/laurea/acs/", {"SAMLResponse": "a" * 300_000})
    refused(client, answer)
    assert not Session.objects.exists()


def test_an_unknown_provider_is_no_page(homes):
    assert Client().post("/sso/saml/nobody/acs/", {"SAMLResponse": "a"}).status_code == 404
    assert not Session.objects.exists()
    for page in ("login", "metadata", "acs/finish"):
        assert Client().get(f"/sso/saml/nobody/{page}/").status_code == 404


# Roles.


def test_an_affiliation_gives_no_role_by_itself(log_in):
    log_in(AINO | {"affiliation": ["student", "employee", "staff"]})
    assert not Membership.objects.exists()


def test_the_configured_table_gives_and_takes_roles(log_in, configure, homes):
    configure('student = "student", faculty = "teacher"')
    log_in(AINO)
    person = Person.objects.get()
    assert roles_of(person, organisation=homes["laurea"]) == {Role.STUDENT}
    log_in(AINO)
    assert Membership.objects.count() == 1
    log_in(AINO | {"affiliation": ["faculty"]})
    assert roles_of(person) == {Role.TEACHER}


def test_the_table_leaves_roles_alone_that_a_person_granted_or_that_lie_elsewhere(log_in, configure, homes):
    configure('student = "student"')
    log_in(AINO | {"affiliation": []})
    person = Person.objects.get()
    admin = make_person(Role.IT_ADMIN, homes["laurea"])
    grant_role(person=person, organisation=homes["laurea"], role=Role.STUDENT, granted_by=admin)
    grant_role(person=person, organisation=homes["metropolia"], role=Role.STUDENT, granted_by=None)
    grant_role(person=person, organisation=homes["laurea"], role=Role.COUNSELLOR, granted_by=None)
    log_in(AINO | {"affiliation": []})
    assert roles_of(person, organisation=homes["laurea"]) == {Role.STUDENT, Role.COUNSELLOR}
    assert roles_of(person, organisation=homes["metropolia"]) == {Role.STUDENT}


def test_a_table_with_a_role_that_does_not_exist_fails_the_check(configure):
    from osaamo.web.accounts.checks import roles_exist

    assert roles_exist() == []
    configure('student = "king"')
    (error, other) = roles_exist()
    assert "'king' for 'student' of laurea.fi" in error.msg
    assert other.id == "osaamo.E001"
