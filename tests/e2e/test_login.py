"""From signing up to signing out in a real browser; axe and 320 pixels on every page of the account."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect
from tests.e2e.looking import complaints

from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.tests.making import make_person

LANGUAGES = ("fi", "sv", "en")
PASSWORD = "kolme sinistä kissaa"
ADDRESS = "aino@example.fi"
OPEN_PAGES = (
    "sign-in/", "sign-in/cancelled/", "sign-up/", "inactive/", "confirm/", "confirm/nothing/", "forgotten/",
    "forgotten/sent/", "forgotten/changed/", "forgotten/1-nothing/",
)  # fmt: skip
OWN_PAGES = ("", "sign-out/", "address/", "password/", "codes/", "again/")


def width(page):
    page.wait_for_load_state()  # before its styles are there a page has the width of its longest word
    return page.evaluate("document.documentElement.scrollWidth")


def link_in(message):
    return re.search(r"http\S+/account/\S+", message.body)[0]


def someone(language="fi"):
    """A confirmed account with a role and a long name."""
    person = make_person(
        Role.COUNSELLOR,
        Organisation.objects.get(code="haaga-helia"),
        email="veera.pitkanen-kaukovaara@example.fi",
        display_name="Veera-Annikki Pitkänen-Kaukovaara",
        password=PASSWORD,
        preferred_language=language,
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def sign_in(page, site, language, email, leads_to="desk/"):
    page.goto(f"{site}/{language}/account/sign-in/")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.locator(".account-form .button").click()
    page.wait_for_url(f"**/{language}/{leads_to}")


def to_the_account(page):
    """From the desk, where one comes to when signing in."""
    expect(page.locator("h1")).to_have_text("Työpöytä")
    page.locator(".me summary").click()
    page.locator(".me").get_by_role("link", name="Oma tili").click()
    expect(page.locator("h1")).to_have_text("Aino Lahtinen")


@pytest.mark.parametrize("java_script", [True, False])
def test_from_signing_up_to_signing_out_in_finnish(open_page, java_script):
    page = open_page("/fi/", java_script_enabled=java_script)
    page.get_by_role("link", name="Kirjaudu sisään").click()
    page.get_by_role("link", name="Luo tili").click()
    page.get_by_label("Nimi").fill("Aino Lahtinen")
    page.get_by_label("Sähköpostiosoite").fill(ADDRESS)
    page.get_by_label("Salasana", exact=True).fill(PASSWORD)
    page.get_by_label("Salasana uudelleen").fill("jotain muuta")
    page.get_by_role("button", name="Luo tili").click()
    wrong = page.get_by_label("Salasana uudelleen")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    assert page.get_by_label("Sähköpostiosoite").input_value() == ADDRESS
    page.get_by_label("Salasana", exact=True).fill(PASSWORD)
    wrong.fill(PASSWORD)
    page.get_by_role("button", name="Luo tili").click()
    expect(page.locator("h1")).to_have_text("Katso sähköpostisi")

    page.goto(link_in(mail.outbox[0]))
    page.get_by_role("button", name="Kyllä, vahvista se").click()
    page.get_by_label("Sähköpostiosoite").fill(ADDRESS)
    page.get_by_label("Salasana").fill(PASSWORD)
    page.get_by_role("button", name="Kirjaudu sisään").click()
    to_the_account(page)

    page.get_by_role("link", name="Ota koodit käyttöön").click()
    page.get_by_role("link", name="Ota koodit käyttöön").click()
    if page.locator("#id_password").count():
        page.get_by_label("Salasana").fill(PASSWORD)
        page.get_by_role("button", name="Jatka").click()
    expect(page.locator(".account-qr")).to_be_visible()
    secret = page.locator(".account-key code").text_content()
    page.get_by_label("Koodi").fill(f"{hotp_value(secret, int(time.time()) // 30):06d}")
    page.get_by_role("button", name="Ota koodit käyttöön").click()
    expect(page.locator("h1")).to_have_text("Palautuskoodit")
    recovery = page.locator(".account-recovery code").first.text_content()
    page.get_by_role("link", name="Olen tallentanut ne").click()

    page.locator(".me summary").click()
    page.locator(".me").get_by_role("button", name="Kirjaudu ulos").click()
    expect(page.locator(".notice")).to_have_text("Olet kirjautunut ulos.")
    expect(page.get_by_role("link", name="Kirjaudu sisään")).to_be_visible()

    page.get_by_role("link", name="Kirjaudu sisään").click()
    page.get_by_label("Sähköpostiosoite").fill(ADDRESS)
    page.get_by_label("Salasana").fill(PASSWORD)
    page.get_by_role("button", name="Kirjaudu sisään").click()
    expect(page.locator("h1")).to_have_text("Anna koodi")
    page.get_by_label("Koodi").fill(recovery)
    page.get_by_role("button", name="Kirjaudu sisään").click()
    to_the_account(page)
    page.locator("main").get_by_role("button", name="Kirjaudu ulos").click()
    expect(page.locator(".notice")).to_be_visible()


@pytest.mark.parametrize(("language", "scheme"), [("fi", "dark"), ("sv", "light"), ("en", "light")])
def test_axe_finds_nothing(open_page, site, language, scheme):
    someone(language)
    found = {}
    page = open_page(f"/{language}/", color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    for path in OPEN_PAGES:
        page.goto(f"{site}/{language}/account/{path}")
        found[path] = complaints(page)
    page.goto(f"{site}/{language}/account/sign-up/")
    page.locator(".account-form .button").evaluate("button => { button.form.noValidate = true; button.click(); }")
    page.locator(".errorlist").first.wait_for()
    found["sign-up/ with errors"] = complaints(page)
    sign_in(page, site, language, "veera.pitkanen-kaukovaara@example.fi")
    found["desk"] = complaints(page)
    for path in OWN_PAGES:
        page.goto(f"{site}/{language}/account/{path}")
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        found["own: " + path] = complaints(page)
    turn_on_codes(page, site, language, found)
    assert {where: what for where, what in found.items() if what} == {}


def turn_on_codes(page, site, language, found, measure=complaints):
    """Walk the pages of codes from the phone, measuring each."""
    page.goto(f"{site}/{language}/account/codes/turn-on/")
    if page.locator("#id_password").count():
        page.fill("#id_password", PASSWORD)
        page.locator(".account-form .button").click()
    page.locator(".account-qr").wait_for()
    found["turn on"] = measure(page)
    secret = page.locator(".account-key code").text_content()
    page.fill("#id_code", f"{hotp_value(secret, int(time.time()) // 30):06d}")
    page.locator(".account-form .button").click()
    page.locator(".account-recovery").wait_for()
    found["recovery codes"] = measure(page)
    for path in ("codes/", "codes/recovery/", "codes/recovery/new/", "codes/turn-off/", "codes/again/"):
        page.goto(f"{site}/{language}/account/{path}")
        found[path] = measure(page)
    page.context.clear_cookies()
    sign_in(page, site, language, "veera.pitkanen-kaukovaara@example.fi", leads_to="account/sign-in/code/")
    page.locator("#id_code").wait_for()
    found["give the code"] = measure(page)
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sideways_scroll_at_320_pixels(open_page, site, language):
    someone(language)
    found = {}
    page = open_page(f"/{language}/", viewport={"width": 320, "height": 640})
    for path in OPEN_PAGES:
        page.goto(f"{site}/{language}/account/{path}")
        found[path] = width(page)
    sign_in(page, site, language, "veera.pitkanen-kaukovaara@example.fi")
    found["desk"] = width(page)
    for path in OWN_PAGES:
        page.goto(f"{site}/{language}/account/{path}")
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        found["own: " + path] = width(page)
    turn_on_codes(page, site, language, found, measure=width)
    assert {where: pixels for where, pixels in found.items() if pixels > 320} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_account_page_of_a_federated_person(open_page, site, client, language):
    person = Person.objects.create_federated(
        home_organisation=Organisation.objects.get(code="laurea"),
        eppn="veera.pitkanen-kaukovaara@student.laurea.example",
        display_name="Veera Pitkänen",
    )
    client.force_login(person)
    page = open_page(f"/{language}/", viewport={"width": 320, "height": 640}, bypass_csp=True)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto(f"{site}/{language}/account/")
    assert complaints(page) == []
    assert width(page) <= 320


def test_the_menu_by_keyboard_alone(open_page, site):
    someone("en")
    page = open_page("/en/")
    sign_in(page, site, "en", "veera.pitkanen-kaukovaara@example.fi")
    summary = page.locator(".me summary")
    for _ in range(30):
        if summary.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    for number in range(page.locator(".me-body a").count()):
        page.keyboard.press("Tab")
        expect(page.locator(".me-body a").nth(number)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".me-body button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_have_text("You have signed out.")


def test_too_many_attempts_show_the_page(open_page, site):
    cache.clear()
    page = open_page("/en/account/sign-in/")
    for _ in range(6):
        page.fill("#id_login", ADDRESS)
        page.fill("#id_password", "not this one")
        page.locator(".account-form .button").click()
        page.locator(".error").wait_for()
    expect(page.locator(".error")).to_have_text("There have been too many attempts. Wait a few minutes and try again.")
