"""Local accounts: from signing up to signing out, and what nobody may learn or take on the way."""

import re
import time
from datetime import timedelta
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from osaamo.kernel.models import AuditEntry, Person, Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.web.accounts.adapters import AccountAdapter
from osaamo.web.accounts.housekeeping import clear_unconfirmed
from osaamo.web.accounts.mails import MAILS

PASSWORD = "kolme sinistä kissaa"
OTHER = "neljä punaista koiraa"
ADDRESS = "aino@example.fi"

pytestmark = pytest.mark.django_db


def link_in(message):
    return re.search(r"https?://testserver(/\S+)", message.body)[1]


def text_of(answer):
    return answer.content.decode()


def sign_up(client, language="fi", email=ADDRESS, name="Aino Lahtinen", **more):
    data = {"display_name": name, "email": email, "password1": PASSWORD, "password2": PASSWORD} | more
    return client.post(f"/{language}/account/sign-up/", data)


def sign_in(client, email=ADDRESS, password=PASSWORD, language="fi"):
    return client.post(f"/{language}/account/sign-in/", {"login": email, "password": password})


def confirmed(email=ADDRESS, password=PASSWORD, **more):
    person = Person.objects.create_local(email=email, display_name="Aino Lahtinen", password=password, **more)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def codes_of(secret):
    """The code an authenticator app shows now."""
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


def is_signed_in(client):
    return client.get(reverse("account")).status_code == 200


def test_from_signing_up_to_signing_out(client):
    answer = sign_up(client)
    assert answer.url == "/fi/account/confirm/"
    assert "Katso sähköpostisi" in text_of(client.get(answer.url)) or client.get(answer.url).status_code == 200
    person = Person.objects.get()
    assert (person.display_name, person.email, person.preferred_language) == ("Aino Lahtinen", None, "fi")

    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    page = client.get(link_in(message))
    assert ADDRESS in text_of(page)
    person.refresh_from_db()
    assert person.email is None, "looking at the page confirms nothing"
    assert client.post(link_in(message)).url == "/fi/desk/"
    person.refresh_from_db()
    assert person.email == ADDRESS
    assert AuditEntry.objects.get(verb="person.confirm-email").who == person
    assert not is_signed_in(client)

    assert sign_in(client).url == "/fi/desk/"
    account = text_of(client.get("/fi/account/"))
    assert "Aino Lahtinen" in account
    assert ADDRESS in account
    person.refresh_from_db()
    assert person.last_seen is not None

    assert client.get("/fi/account/sign-out/").status_code == 200
    assert is_signed_in(client), "a link signs nobody out"
    assert client.post("/fi/account/sign-out/").url == "/fi/"
    assert not is_signed_in(client)


def test_nobody_signs_in_before_confirming(client):
    sign_up(client)
    other = Client()
    assert sign_in(other).url == "/fi/account/confirm/"
    assert not is_signed_in(other)


def test_signing_up_again_with_an_address_looks_the_same_and_writes_to_its_owner(client):
    confirmed()
    first = sign_up(Client(), email="new@example.fi")
    mail.outbox.clear()
    second = sign_up(client, name="Somebody Else")
    assert (second.status_code, second.url) == (first.status_code, first.url)
    assert Person.objects.count() == 2
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([ADDRESS], "Osaamo: " + _fi("You already have an account"))
    assert "/account/confirm/" not in message.body


def _fi(message):
    with translation.override("fi"):
        return translation.gettext(message)


def test_a_local_person_without_a_row_of_addresses_is_not_doubled(client):
    Person.objects.create_local(email=ADDRESS, display_name="Imported", password=None)
    sign_up(client)
    (message,) = mail.outbox
    answer = client.post(link_in(message))
    assert answer.status_code in {200, 302}
    assert [p.display_name for p in Person.objects.filter(email=ADDRESS)] == ["Imported"]


def test_accounts_that_nobody_confirmed_are_removed(client):
    kept = confirmed()
    Person.objects.create_federated(home_organisation=make_organisation("x"), eppn="a@x.fi", display_name="A")
    sign_up(client, email="new@example.fi")
    sign_up(Client(), email="old@example.fi")
    old = EmailAddress.objects.get(email="old@example.fi").user
    Person.objects.exclude(pk=EmailAddress.objects.get(email="new@example.fi").user_id).update(
        created_at=timezone.now() - timedelta(days=15)
    )
    assert clear_unconfirmed() == "1 accounts removed"
    assert not Person.objects.filter(pk=old.pk).exists()
    assert Person.objects.filter(pk=kept.pk).exists()
    assert Person.objects.count() == 3


def test_a_local_person_without_a_password_gets_one_by_mail(client):
    client.force_login(make_person())
    assert client.get("/fi/account/password/").url == "/fi/account/forgotten/"


def test_a_federated_persons_address_can_still_be_signed_up_with(client):
    home = make_organisation("laurea")
    Person.objects.create_federated(home_organisation=home, eppn="aino@laurea.fi", display_name="A", email=ADDRESS)
    sign_up(client)
    client.post(link_in(mail.outbox[0]))
    assert sign_in(client).url == "/fi/desk/"
    assert Person.objects.filter(email=ADDRESS).count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"password1": "lyhyt", "password2": "lyhyt"}, "password1"),
        ({"password1": "password1234", "password2": "password1234"}, "password1"),
        ({"password1": ADDRESS + "!", "password2": ADDRESS + "!"}, "password1"),
        ({"password1": "AinoLahtinen", "password2": "AinoLahtinen"}, "password1"),
        ({"password2": OTHER}, "password2"),
        ({"email": "not an address"}, "email"),
        ({"display_name": ""}, "display_name"),
    ],
)
def test_bad_fields_are_told_at_the_field_and_the_rest_is_kept(client, more, field):
    answer = sign_up(client, **more)
    page = text_of(answer)
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in page
    assert re.search(rf'aria-describedby="[^"]*id_{field}_error', page)
    assert not Person.objects.exists()
    if field != "email":
        assert ADDRESS in page
    assert PASSWORD not in page


def test_wrong_password_and_unknown_address_look_the_same(client):
    confirmed()
    pages = [text_of(sign_in(Client(), password=OTHER)), text_of(sign_in(Client(), email="nobody@example.fi"))]
    hidden = [re.sub(r'value="[^"]*"', "", page).replace("nobody@example.fi", ADDRESS) for page in pages]
    assert hidden[0] == hidden[1]
    assert not is_signed_in(client)


def test_a_switched_off_account_gets_a_page(client):
    confirmed(is_active=False)
    answer = sign_in(client)
    assert answer.url == "/fi/account/inactive/"
    assert client.get(answer.url).status_code == 200
    assert not is_signed_in(client)


def test_a_forgotten_password_is_chosen_anew_and_signs_out_everywhere(client):
    person = confirmed()
    elsewhere = Client()
    sign_in(elsewhere)
    assert is_signed_in(elsewhere)
    assert client.post("/fi/account/forgotten/", {"email": ADDRESS}).url == "/fi/account/forgotten/sent/"
    form = client.get(link_in(mail.outbox[0]), follow=True)
    address = form.redirect_chain[-1][0]
    assert "set-password" in address
    client.post(address, {"password1": OTHER, "password2": OTHER})
    person.refresh_from_db()
    assert person.check_password(OTHER)
    assert not is_signed_in(elsewhere)
    assert mail.outbox[-1].subject == "Osaamo: " + _fi("Your password was changed")
    again = text_of(Client().get(link_in(mail.outbox[0])))
    assert 'name="password1"' not in again, "a link works once"


def test_asking_for_a_password_tells_nothing_and_leaves_federated_people_out(client):
    confirmed()
    home = make_organisation("laurea")
    Person.objects.create_federated(
        home_organisation=home, eppn="veera@laurea.fi", display_name="Veera", email="veera@laurea.fi"
    )
    answers = {
        email: Client().post("/fi/account/forgotten/", {"email": email})
        for email in (ADDRESS, "veera@laurea.fi", "nobody@example.fi")
    }
    assert {(answer.status_code, answer.url) for answer in answers.values()} == {(302, "/fi/account/forgotten/sent/")}
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "/account/forgotten/" in bodies[ADDRESS]
    for email in ("veera@laurea.fi", "nobody@example.fi"):
        assert "/account/forgotten/" not in bodies[email]
        assert "/account/sign-up/" in bodies[email]


def test_a_changed_password_signs_out_all_other_devices(client):
    confirmed()
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one)
    data = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    assert client.post("/fi/account/password/", data).url == "/fi/account/"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    wrong = client.post("/fi/account/password/", data)
    assert 'id="id_oldpassword_error"' in text_of(wrong)


def test_a_new_address_counts_when_it_is_confirmed(client):
    person = confirmed()
    sign_in(client)
    ask_again(client, "/fi/account/address/", {"action_add": "", "email": "uusi@example.fi"})
    person.refresh_from_db()
    assert person.email == ADDRESS
    page = text_of(client.get("/fi/account/address/"))
    assert "uusi@example.fi" in page
    (message,) = [m for m in mail.outbox if m.to == ["uusi@example.fi"]]
    client.post(link_in(message))
    person.refresh_from_db()
    assert person.email == "uusi@example.fi"
    assert mail.outbox[-1].to == [ADDRESS], "the old address is told"
    assert EmailAddress.objects.get().email == "uusi@example.fi"


def test_one_can_keep_the_old_address_after_all(client):
    person = confirmed()
    sign_in(client)
    ask_again(client, "/fi/account/address/", {"action_add": "", "email": "uusi@example.fi"})
    answer = client.post("/fi/account/address/", {"action_remove": "", "email": "uusi@example.fi"}, follow=True)
    assert "uusi@example.fi" not in text_of(answer)
    assert (mail.outbox[-1].to, "uusi@example.fi" in mail.outbox[-1].body) == ([ADDRESS], True)
    person.refresh_from_db()
    assert person.email == ADDRESS
    client.post("/fi/account/address/", {"action_remove": "", "email": ADDRESS})
    assert EmailAddress.objects.get().email == ADDRESS, "the address in use stays"


def test_every_mail_that_allauth_may_send_has_words():
    never = {"base", "base_notification", "email_confirm", "login_code", "password_reset_code", "password_set"}
    folder = Path(allauth.__file__).parent / "templates"
    known = {
        f"{app}/email/{file.name.removesuffix('_subject.txt')}"
        for app in ("account", "mfa")
        for file in (folder / app / "email").glob("*_subject.txt")
    }
    never = {f"account/email/{name}" for name in never} | {"mfa/email/webauthn_added", "mfa/email/webauthn_removed"}
    assert known - never == MAILS.keys()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_mail_leaves_a_gap_open(client, rf, language):
    values = dict.fromkeys(
        ("activate_url", "password_reset_url", "signup_url", "to_email", "from_email", "deleted_email"), "x"
    )
    request = rf.get("/")
    for name in MAILS:
        with translation.override(language), request_context(request):
            message = AccountAdapter().render_mail(name, "nobody@example.fi", values)
        assert "{" not in message.subject + message.body, name


def test_somebody_elses_address_cannot_be_taken(client):
    confirmed("veera@example.fi")
    person = confirmed()
    sign_in(client)
    ask_again(client, "/fi/account/address/", {"action_add": "", "email": "veera@example.fi"})
    for message in mail.outbox:
        if message.to == ["veera@example.fi"]:
            client.post(link_in(message))
    person.refresh_from_db()
    assert person.email == ADDRESS


def ask_again(client, path, data=None):
    """What is asked for after giving one's password once more."""
    answer = client.post(path, data or {}) if data is not None else client.get(path)
    if answer.status_code == 302 and "/again/" in answer.url:
        answer = client.post(answer.url, {"password": PASSWORD}, follow=True)
    return answer


@pytest.mark.django_db(transaction=True)  # the mail goes out when the change is in force
def test_codes_from_the_phone(client):
    person = confirmed()
    sign_in(client)
    page = ask_again(client, "/fi/account/codes/turn-on/")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", text_of(page))[1]
    assert 'src="data:image/svg+xml;base64,' in text_of(page)
    wrong = client.post("/fi/account/codes/turn-on/", {"code": "000000"})
    assert 'id="id_code_error"' in text_of(wrong)
    assert not Authenticator.objects.exists()
    answer = client.post("/fi/account/codes/turn-on/", {"code": codes_of(secret)})
    assert answer.url == "/fi/account/codes/recovery/"
    assert mail.outbox[-1].subject == "Osaamo: " + _fi("Codes from your phone were turned on")
    shown = re.findall(r"<li><code>(\w+)</code>", text_of(client.get(answer.url)))
    assert len(shown) == 10
    assert not re.findall(r"<li><code>", text_of(client.get(answer.url))), "shown once"

    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)

    other = Client()
    assert sign_in(other).url == "/fi/account/sign-in/code/"
    assert not is_signed_in(other)
    assert 'id="id_code_error"' in text_of(other.post("/fi/account/sign-in/code/", {"code": "000000"}))
    assert not is_signed_in(other)
    assert other.post("/fi/account/sign-in/code/", {"code": shown[0]}).url == "/fi/desk/"
    assert is_signed_in(other)
    third = Client()
    sign_in(third)
    assert third.post("/fi/account/sign-in/code/", {"code": shown[0]}).status_code == 200, "each code works once"
    assert not is_signed_in(third)

    ask_again(client, "/fi/account/codes/turn-off/", {})
    assert not Authenticator.objects.filter(user=person).exists()


def test_a_phones_code_signs_in(client):
    from django.core.cache import cache

    confirmed()
    sign_in(client)
    page = ask_again(client, "/fi/account/codes/turn-on/")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", text_of(page))[1]
    client.post("/fi/account/codes/turn-on/", {"code": codes_of(secret)})
    cache.clear()  # the same code would otherwise wait for the next half minute
    other = Client()
    sign_in(other)
    assert other.post("/fi/account/sign-in/code/", {"code": codes_of(secret)}).url == "/fi/desk/"


def test_secrets_outlive_a_changed_secret_key(settings):
    from osaamo.web.accounts.adapters import SecondFactorAdapter

    sealed = SecondFactorAdapter().encrypt("GEZDGNBV")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert SecondFactorAdapter().decrypt(sealed) == "GEZDGNBV"


def test_changing_the_protection_asks_for_the_password_again(client):
    person = confirmed()
    client.force_login(person)
    answer = client.get("/fi/account/codes/turn-on/")
    assert answer.url.startswith("/fi/account/again/")
    assert 'id="id_password_error"' in text_of(client.post(answer.url, {"password": OTHER}))


def test_federated_people_have_no_local_password_address_or_codes(client):
    home = make_organisation("laurea")
    person = Person.objects.create_federated(
        home_organisation=home, eppn="a@laurea.fi", display_name="A", email=ADDRESS
    )
    client.force_login(person)
    for path in ("address/", "password/", "again/", "codes/", "codes/turn-on/", "codes/turn-off/", "codes/recovery/"):
        assert client.get(f"/fi/account/{path}").status_code == 404, path
    page = text_of(client.get("/fi/account/"))
    assert "a@laurea.fi" in page
    assert "/account/password/" not in page
    assert not EmailAddress.objects.exists()


def test_the_account_page_shows_roles_and_only_ones_own(client):
    home = make_organisation("laurea")
    person = make_person(Role.COUNSELLOR, home, preferred_language="sv")
    make_person(Role.RECTOR, make_organisation("metropolia"))
    client.force_login(person)
    page = text_of(client.get("/en/account/"))
    assert "Guidance counsellor" in page
    assert "laurea" in page
    assert "Rector" not in page


def test_the_language_of_ones_own(client):
    person = make_person()
    client.force_login(person)
    answer = client.post("/fi/account/language/", {"language": "sv"})
    assert answer.url == "/sv/account/"
    person.refresh_from_db()
    assert person.preferred_language == "sv"
    assert client.post("/fi/account/language/", {"language": "xx"}).status_code == 400
    assert Client().post("/fi/account/language/", {"language": "sv"}).status_code == 302
    person.refresh_from_db()
    assert person.preferred_language == "sv"


def test_signing_in_leads_to_pages_and_mails_in_ones_own_language(client):
    confirmed(preferred_language="sv")
    assert sign_in(client, language="en").url == "/sv/desk/"
    Client().post("/en/account/forgotten/", {"email": ADDRESS})
    with translation.override("sv"):
        assert mail.outbox[-1].subject == "Osaamo: " + translation.gettext("Choose a new password")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_mail_speaks_the_language_of_the_page_signed_up_on(client, language):
    sign_up(client, language=language)
    with translation.override(language):
        assert mail.outbox[0].subject == "Osaamo: " + translation.gettext("Confirm your e-mail address")
    assert link_in(mail.outbox[0]).startswith(f"/{language}/account/confirm/")


def test_signing_in_leads_nowhere_else(client):
    confirmed()
    data = {"login": ADDRESS, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/fi/account/sign-in/", data).url == "/fi/desk/"
    client.post("/fi/account/sign-out/")
    assert client.post("/fi/account/sign-in/", data | {"next": "/fi/how/"}).url == "/fi/how/"


def test_too_many_attempts_are_stopped_with_a_page(client):
    confirmed()
    for _ in range(5):
        assert sign_in(client, password=OTHER).status_code == 200
    page = text_of(sign_in(client))
    assert _fi("There have been too many attempts. Wait a few minutes and try again.") in page
    assert not is_signed_in(client)


def test_too_many_requests_from_an_address_get_our_429_page(client):
    answers = [sign_in(client, email=f"a{n}@example.fi") for n in range(130)]
    assert answers[0].status_code == 200
    last = answers[-1]
    assert last.status_code == 429
    assert int(last["Retry-After"]) > 0
    assert 'class="fault-code"' in text_of(last)


def test_no_page_has_scripts_or_styles_inside(client):
    confirmed()
    sign_in(client)
    pages = {"turn on": text_of(ask_again(client, "/fi/account/codes/turn-on/"))}
    for path in ("", "sign-out/", "address/", "password/", "codes/", "again/"):
        pages[path] = text_of(client.get(f"/fi/account/{path}"))
    for path in ("sign-in/", "sign-up/", "forgotten/", "confirm/", "confirm/x/", "forgotten/1-x/"):
        pages[path] = text_of(Client().get(f"/fi/account/{path}"))
    for path, page in pages.items():
        assert "<h1>" in page, path
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page), path
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page), path


def test_forms_from_elsewhere_are_refused():
    confirmed()
    strict = Client(enforce_csrf_checks=True)
    for path in ("sign-in/", "sign-up/", "forgotten/", "sign-out/"):
        assert strict.post(f"/fi/account/{path}", {"login": ADDRESS, "password": PASSWORD}).status_code == 403


def test_the_session_cookie_is_for_the_server_only(client):
    confirmed()
    cookie = sign_in(client).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get("/fi/account/")["Cache-Control"].count("no-store") == 1
    assert client.get("/fi/how/")["Cache-Control"] == "no-store", "pages with a name are not for caches"
    client.post("/fi/account/sign-out/")
    assert Session.objects.count() == 1, "what is left is the empty session with the notice"
    assert "_auth_user_id" not in Session.objects.get().get_decoded()
