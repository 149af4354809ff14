"""What signing in says to people: notices after an action, errors at a field, reasons why a login is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NOTICES: dict[str, _StrPromise] = {
    "account/messages/email_confirmation_failed.txt": _(
        "{email} could not be confirmed, because another account uses it. Sign in to that account instead."
    ),
    "account/messages/email_confirmation_sent.txt": _("We have sent a message to {email}."),
    "account/messages/email_confirmed.txt": _("{email} is confirmed."),
    "account/messages/email_deleted.txt": _("You keep the old address."),
    "account/messages/logged_out.txt": _("You have signed out."),
    "account/messages/password_changed.txt": _(
        "Your password is changed. Everywhere else you were signed in, you have been signed out."
    ),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes. The old ones no longer work."),
    "mfa/messages/totp_activated.txt": _("Signing in now asks for a code from your phone."),
    "mfa/messages/totp_deactivated.txt": _("Signing in no longer asks for a code from your phone."),
}
"""By allauth's name for the notice; a notice without words here is not shown."""

ACCOUNT_ERRORS: dict[str, _StrPromise] = {
    "account_inactive": _("This account is switched off."),
    "duplicate_email": _("This address is already yours."),
    "email_password_mismatch": _(
        "The address and the password do not go together. Check both, or choose a new password."
    ),
    "email_taken": _("Another account uses this address."),
    "enter_current_password": _("This is not your present password."),
    "incorrect_code": _("The code is wrong or has run out. Wait for the next code and try again."),
    "incorrect_password": _("This is not your password."),
    "invalid_login": _("The address and the password do not go together. Check both, or choose a new password."),
    "invalid_password_reset": _("The link has been used or has run out. Ask for a new one."),
    "rate_limited": _("There have been too many attempts. Wait a few minutes and try again."),
    "too_many_login_attempts": _("There have been too many attempts. Wait a few minutes and try again."),
    "unverified_primary_email": _("Confirm your e-mail address first."),
}
SECOND_FACTOR_ERRORS: dict[str, _StrPromise] = {
    "incorrect_code": ACCOUNT_ERRORS["incorrect_code"],
    "unverified_email": _("Confirm your e-mail address first; then you can turn on codes from your phone."),
    "cannot_delete_authenticator": _("Codes from your phone cannot be turned off."),
    "cannot_generate_recovery_codes": _("Turn on codes from your phone first; then you can make recovery codes."),
}

REFUSALS: dict[str, tuple[_StrPromise, _StrPromise]] = {
    "no-eppn": (
        _("Your home organisation did not say who you are"),
        _(
            "Osaamo knows people of a home organisation by their user identifier there (eduPersonPrincipalName), and "
            "it was missing from what your organisation sent. Ask the IT support of your organisation to release it to "
            "Osaamo, then sign in again. Nothing was stored."
        ),
    ),
    "unknown-home": (
        _("Your home organisation does not use Osaamo yet"),
        _(
            "You did sign in at your organisation, but it is not among those that this service is open to. If you "
            "think it should be, tell the people who run the service. You can also open an account with your e-mail "
            "address. Nothing was stored."
        ),
    ),
    "unknown": (
        _("Signing in did not work"),
        _(
            "The answer of your home organisation could not be accepted: it had run out, had been used before or was "
            "not meant for this service. Start again from the sign-in page. If it happens again, tell the people who "
            "run the service."
        ),
    ),
}
"""Why a login by a home organisation is refused: heading and what to do."""


def filled(text: object, values: dict[str, object]) -> str:
    """``text`` in the language in force, with ``{name}`` replaced by its value."""
    words = str(text)
    for name, value in values.items():
        words = words.replace("{" + name + "}", str(value))
    return words
