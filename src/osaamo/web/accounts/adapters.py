"""Where django-allauth asks us: who a person is, what mails and notices say, which secrets are kept how."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.password_reset import get_reset_password_url
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils import translation

from osaamo.kernel.models import Person
from osaamo.kernel.services import note_seen
from osaamo.web.accounts.identities import Refused, identity_from
from osaamo.web.accounts.mails import MAILS
from osaamo.web.accounts.notices import ACCOUNT_ERRORS, NOTICES, REFUSALS, SECOND_FACTOR_ERRORS, filled
from osaamo.web.accounts.people import admit, confirm_address

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts: a person is known by the e-mail address they confirmed."""

    error_messages: ClassVar[dict[str, Any]] = {**DefaultAccountAdapter.error_messages, **ACCOUNT_ERRORS}

    def save_user(self, request: HttpRequest, user: Person, form: Form, commit: bool = True) -> Person:  # noqa: ARG002 - allauth's signature
        """The new person. Their address becomes theirs when they confirm it, not before."""
        user.display_name = form.cleaned_data["display_name"]
        user.preferred_language = translation.get_language() or Person.Language.FINNISH
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whether the address is confirmed; then it is also the person's."""
        email, person = email_address.email, email_address.user
        if Person.objects.filter(eppn="", email__iexact=email).exclude(pk=person.pk).exists():
            name = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, name, {"email": email})
            return False
        if not super().confirm_email(request, email_address):
            return False
        confirm_address(person=person, email=email)
        return True

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:  # noqa: ARG002 - allauth's signature
        """Where one goes after confirming: to one's desk, by way of signing in."""
        return reverse("desk")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """Where one goes after changing the password."""
        return reverse("account")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """One's desk, in one's own language."""
        return translate_url(reverse("desk"), request.user.preferred_language)

    def post_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse:
        """The answer to a login that succeeded."""
        note_seen(person=user)
        return super().post_login(request, user, **more)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Leave a notice for the next page."""
        words = message or filled(NOTICES.get(message_template or "", ""), message_context or {})
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The mail in the language of the person it goes to; a stranger's is the language of the page."""
        to = [email] if isinstance(email, str) else email
        values = {
            "password_reset_url": get_reset_password_url(self.request),
            "days": settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS,
            **context,
        }
        mail = MAILS[template_prefix]
        with translation.override(_language_of(to[0]) or translation.get_language()):
            body = "\n\n".join(filled(paragraph, values) for paragraph in mail.paragraphs)
            return EmailMessage(
                f"Osaamo: {filled(mail.subject, values)}", f"{body}\n\n-- \nOsaamo\n", self.get_from_email(), to,
                headers=headers,
            )  # fmt: skip


class FederatedAdapter(DefaultSocialAccountAdapter):
    """Logins by a home organisation: allauth checks the answer, who it is about is found by home organisation and ePPN.

    Nothing of the answer is stored but name and address; allauth's own table of accounts stays empty.
    """

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:  # noqa: ARG002 - allauth's signature
        """A blank person; the real one is found in ``pre_social_login``, once the whole answer is checked."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Put the person of that ePPN into the login, or answer with the page that says why not."""
        account = sociallogin.account
        try:
            identity = identity_from(account.provider, account.extra_data)
            sociallogin.user = admit(identity=identity, language=translation.get_language() or "fi")
        except Refused as refused:
            raise ImmediateHttpResponse(refusal_page(request, refused.code, status=403)) from refused
        # An account is never joined to another, whatever the address asked for.
        sociallogin.state["process"] = AuthProcess.LOGIN
        account.extra_data = {}
        sociallogin.email_addresses = []

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **more: Any) -> None:  # noqa: ARG002 - allauth's signature
        """Answer a login that failed with our own page, which says nothing a forger could learn from."""
        if error != "cancelled":
            raise ImmediateHttpResponse(refusal_page(request, "unknown", status=401))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes from a phone: their secrets are encrypted with a key made of ``SECRET_KEY``."""

    error_messages: ClassVar[dict[str, Any]] = {**DefaultMFAAdapter.error_messages, **SECOND_FACTOR_ERRORS}

    def get_totp_label(self, user: Person) -> str:
        """What the phone shows beside the codes."""
        return user.email or user.display_name

    def get_totp_issuer(self) -> str:
        """The service the codes are for."""
        return "Osaamo"

    def encrypt(self, text: str) -> str:
        """``text`` for the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted, also with a fallback of ``SECRET_KEY``."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def refusal_page(request: HttpRequest, code: str, *, status: int) -> HttpResponse:
    """The page that says why a login by a home organisation was refused, and what to do."""
    heading, advice = REFUSALS[code]
    return render(request, "osaamo/account_refused.html", {"heading": heading, "advice": advice}, status=status)


def _language_of(email: str) -> str | None:
    owner = EmailAddress.objects.filter(email=email.lower()).select_related("user").order_by("-verified").first()
    return owner.user.preferred_language if owner else None


def _cipher() -> MultiFernet:
    def key(secret: str) -> bytes:
        derived = HKDF(SHA256(), 32, salt=None, info=b"osaamo.web.accounts.second-factor").derive(secret.encode())
        return base64.urlsafe_b64encode(derived)

    return MultiFernet([Fernet(key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])
