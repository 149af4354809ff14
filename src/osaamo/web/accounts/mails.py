"""The mails of signing in: subject and words in the reader's language, as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Mail:
    """Subject and paragraphs; ``{name}`` stands for a value of the context."""

    subject: _StrPromise
    paragraphs: tuple[_StrPromise | str, ...]


_NOT_ME = _(
    "If it was not you, choose a new password at once ({password_reset_url}) and tell the people who run the service."
)
_NOTHING_NEEDED = _("If it was not you, you need not do anything.")
_CHANGED = Mail(
    _("Your password was changed"),
    (_("The password of your account was just changed, and all other devices were signed out."), _NOT_ME),
)

MAILS: dict[str, Mail] = {
    "account/email/email_confirmation_signup": Mail(
        _("Confirm your e-mail address"),
        (
            _("Somebody, probably you, has opened an account with this address. Confirm the address on this page:"),
            "{activate_url}",
            _("The link works for {days} days."),
            _("If it was not you, you need not do anything: an account without confirmation cannot be used."),
        ),
    ),
    "account/email/email_confirmation": Mail(
        _("Confirm your new e-mail address"),
        (
            _("Somebody, probably you, wants to use this address for their account. Confirm the address on this page:"),
            "{activate_url}",
            _("The link works for {days} days."),
            _NOTHING_NEEDED,
        ),
    ),
    "account/email/account_already_exists": Mail(
        _("You already have an account"),
        (
            _("Somebody, probably you, tried to open an account with this address, but there is one already."),
            _("If you have forgotten the password, choose a new one on this page: {password_reset_url}"),
            _NOTHING_NEEDED,
        ),
    ),
    "account/email/unknown_account": Mail(
        _("No password to change"),
        (
            _(
                "Somebody, probably you, asked for a new password with this address, but no account with a password "
                "goes with it."
            ),
            _("If you sign in through your home organisation, change your password there."),
            _("You can open an account on this page: {signup_url}"),
            _NOTHING_NEEDED,
        ),
    ),
    "account/email/password_reset_key": Mail(
        _("Choose a new password"),
        (
            _("Somebody, probably you, asked for a new password. Choose one on this page:"),
            "{password_reset_url}",
            _("If it was not you, you need not do anything: the old password stays in force."),
        ),
    ),
    "account/email/password_reset": _CHANGED,
    "account/email/password_changed": _CHANGED,
    "account/email/email_changed": Mail(
        _("Your e-mail address was changed"),
        (_("From now on your account is known by the address {to_email} instead of {from_email}."), _NOT_ME),
    ),
    "account/email/email_deleted": Mail(
        _("An e-mail address was removed"),
        (_("The address {deleted_email} no longer waits to become the address of your account."), _NOT_ME),
    ),
    "mfa/email/totp_activated": Mail(
        _("Codes from your phone were turned on"),
        (_("From now on signing in to your account asks for a code from your phone."), _NOT_ME),
    ),
    "mfa/email/totp_deactivated": Mail(
        _("Codes from your phone were turned off"),
        (_("From now on your account is protected by the password alone."), _NOT_ME),
    ),
    "mfa/email/recovery_codes_generated": Mail(
        _("New recovery codes were made"),
        (_("Your account has new recovery codes; the old ones no longer work."), _NOT_ME),
    ),
}
"""By allauth's name for the mail."""
