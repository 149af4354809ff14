"""Signing in through a home organisation by OpenID Connect, against a real provider on the loopback address."""

import re
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from osaamo.kernel.models import Person, Role
from osaamo.kernel.queries import roles_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.web.settings.login import login_from

pytestmark = pytest.mark.django_db

AINO = {
    "name": "Aino Lahtinen",
    "email": "aino@example.fi",
    "email_verified": True,
    "eduperson_principal_name": "aino@laurea.fi",
    "schac_home_organization": "laurea.fi",
    "eduperson_affiliation": ["student", "member"],
}
FILE = """
[[provider]]
id = "laurea-oidc"
protocol = "oidc"
name = "Laurea"
issuer = "{issuer}"
client_id = "osaamo"
[[provider.home]]
domain = "laurea.fi"
organisation = "laurea"
roles = {{ student = "student" }}
"""
SECRETS = {"OSAAMO_OIDC_SECRET_LAUREA_OIDC": "only for tests"}


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _service(provider, settings, tmp_path, db):
    file = tmp_path / "login.toml"
    file.write_text(FILE.format(issuer=provider))
    settings.OSAAMO_LOGIN = login_from(file, SECRETS)
    settings.SOCIALACCOUNT_PROVIDERS = settings.OSAAMO_LOGIN.providers
    make_organisation("laurea")


@pytest.fixture
def log_in(provider):
    """Signs in as ``sub`` with the claims: (the browser, our answer, the address the provider sent it to)."""

    def log_in(claims, sub="1", client=None):
        client = client or Client()
        client.cookies["language"] = "en"
        requests.put(f"{provider}/users/{sub}", json=claims, timeout=5).raise_for_status()
        sent_to = client.get("/sso/oidc/laurea-oidc/login/").url
        assert sent_to.startswith(provider)
        asked = parse_qs(urlsplit(sent_to).query)
        assert asked["code_challenge_method"] == ["S256"]
        back = requests.post(sent_to, data={"sub": sub}, allow_redirects=False, timeout=5).headers["Location"]
        return client, client.get(back), back

    return log_in


def is_signed_in(client):
    return client.get("/en/account/").status_code == 200


def heading(answer):
    return re.search(r"<h1>(.*?)</h1>", answer.content.decode(), re.DOTALL)[1]


def test_the_first_login_makes_the_person_and_the_second_finds_them(log_in):
    client, answer, _ = log_in(AINO)
    assert answer.url == "/en/desk/"
    assert is_signed_in(client)
    person = Person.objects.get()
    assert (person.home_organisation.code, person.eppn, person.email) == ("laurea", "aino@laurea.fi", "aino@example.fi")
    assert roles_of(person) == {Role.STUDENT}
    log_in(AINO | {"email": "korhonen@example.fi"}, sub="2")
    assert Person.objects.get().email == "korhonen@example.fi"


def test_an_address_joins_nobody_even_when_the_provider_calls_it_verified(log_in):
    local = make_person(email=AINO["email"])
    EmailAddress.objects.create(user=local, email=AINO["email"], verified=True, primary=True)
    log_in(AINO)
    log_in(AINO | {"eduperson_principal_name": "aino2@laurea.fi"}, sub="2")
    assert Person.objects.filter(email=AINO["email"]).count() == 3


def test_a_login_without_eppn_is_refused(log_in):
    client, answer, _ = log_in({name: value for name, value in AINO.items() if name != "eduperson_principal_name"})
    assert answer.status_code == 403
    assert heading(answer) == "Your home organisation did not say who you are"
    assert not is_signed_in(client)
    assert not Person.objects.exists()


def test_an_unknown_home_organisation_is_refused(log_in):
    client, answer, _ = log_in(AINO | {"schac_home_organization": "elsewhere.fi"})
    assert answer.status_code == 403
    assert heading(answer) == "Your home organisation does not use Osaamo yet"
    assert not is_signed_in(client)


def test_a_provider_of_one_organisation_need_not_name_it(log_in):
    log_in({name: value for name, value in AINO.items() if name != "schac_home_organization"})
    assert Person.objects.get().home_organisation.code == "laurea"


def test_an_answer_works_once_and_in_one_browser(log_in):
    client, _, back = log_in(AINO)
    client.post("/fi/account/sign-out/")
    for browser in (client, Client()):
        browser.cookies["language"] = "en"
        answer = browser.get(back)
        assert answer.status_code == 401
        assert heading(answer) == "Signing in did not work"
        assert not is_signed_in(browser)


def test_another_code_is_refused(log_in, provider):
    client = Client()
    sent_to = client.get("/sso/oidc/laurea-oidc/login/").url
    state = parse_qs(urlsplit(sent_to).query)["state"][0]
    answer = client.get(f"/sso/oidc/laurea-oidc/login/callback/?code=another&state={state}")
    assert answer.status_code == 401
    assert not is_signed_in(client)


def test_a_token_for_another_service_is_refused(log_in, monkeypatch):
    import jwt

    real = jwt.decode

    def decode(*args, **kwargs):
        return real(*args, **kwargs | {"audience": "another"})

    monkeypatch.setattr("allauth.socialaccount.internal.jwtkit.jwt.decode", decode)
    client, answer, _ = log_in(AINO)
    assert answer.status_code == 401
    assert not is_signed_in(client)


def test_stopping_at_the_provider_leads_to_a_page():
    client = Client()
    client.cookies["language"] = "en"
    state = parse_qs(urlsplit(client.get("/sso/oidc/laurea-oidc/login/").url).query)["state"][0]
    answer = client.get(f"/sso/oidc/laurea-oidc/login/callback/?error=access_denied&state={state}")
    assert answer.url == "/en/account/sign-in/cancelled/"
    assert heading(client.get(answer.url)) == "Signing in was stopped"


def test_user_information_about_somebody_else_is_refused():
    from osaamo.web.accounts.identities import Refused, identity_from

    released = {"id_token": {"sub": "1"}, "userinfo": AINO | {"sub": "1"}}
    assert identity_from("laurea-oidc", released).eppn == "aino@laurea.fi"
    with pytest.raises(Refused):
        identity_from("laurea-oidc", {"id_token": {"sub": "2"}, "userinfo": AINO | {"sub": "1"}})


# The login file.


def written(tmp_path, text):
    file = tmp_path / "own.toml"
    file.write_text(text)
    return file


GOOD = FILE.format(issuer="https://login.example")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[[provider]]", "[[provider"), "cannot be read"),
        (('protocol = "oidc"', 'protocol = "ldap"'), "saml or oidc"),
        (('protocol = "oidc"', ""), "'protocol'"),
        (('id = "laurea-oidc"', 'id = "Laurea!"'), "small letters"),
        (('client_id = "osaamo"', ""), "'client_id'"),
        (('domain = "laurea.fi"', ""), "'domain'"),
        (("[[provider.home]]", "[[provider.house]]"), "no home organisation"),
        (('client_id = "osaamo"', 'client_id = "osaamo"\nattributes = { nick = "x" }'), "unknown attributes"),
    ],
)
def test_a_mistake_in_the_file_is_told(tmp_path, change, said):
    with pytest.raises(ImproperlyConfigured, match=re.escape(said)):
        login_from(written(tmp_path, GOOD.replace(*change)), SECRETS)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        login_from(tmp_path / "none.toml", {})


def test_the_secret_comes_from_the_environment_only(tmp_path):
    file = written(tmp_path, GOOD)
    assert login_from(file, SECRETS).providers["openid_connect"]["APPS"][0]["secret"] == "only for tests"
    with pytest.raises(ImproperlyConfigured, match="OSAAMO_OIDC_SECRET_LAUREA_OIDC"):
        login_from(file, {})


def test_attributes_may_have_other_names(tmp_path):
    file = written(tmp_path, GOOD.replace('client_id = "osaamo"', 'client_id = "o"\nattributes = { eppn = "upn" }'))
    names = login_from(file, SECRETS).sources["laurea-oidc"].names
    assert names["eppn"] == ("upn",)
    assert names["email"] == ("email",)


def test_a_saml_key_signs_requests_and_opens_what_is_encrypted(tmp_path):
    text = """
[[provider]]
id = "haka"
protocol = "saml"
name = "Haka"
entity_id = "https://idp.example/metadata"
metadata_url = "https://idp.example/metadata"
want_assertion_encrypted = true
[[provider.home]]
domain = "laurea.fi"
organisation = "laurea"
"""
    file = written(tmp_path, text)
    with pytest.raises(ImproperlyConfigured, match="OSAAMO_SAML_KEY"):
        login_from(file, {})
    app = login_from(file, {"OSAAMO_SAML_KEY": "k", "OSAAMO_SAML_CERTIFICATE": "c"}).providers["saml"]["APPS"][0]
    assert app["settings"]["advanced"]["authn_request_signed"]
    assert app["settings"]["advanced"]["private_key"] == "k"
