"""allauth's forms without placeholders, and signing up with a name. Labels are the templates'."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from osaamo.kernel.models import Person


class Plain(forms.Form):
    """Fields without placeholders, which are no labels and vanish when one types, and without links as hints."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in {"password", "oldpassword"}:
                field.help_text = ""


class SignInForm(Plain, allauth.LoginForm):
    """Address, password, and whether to stay signed in."""


class SignUpForm(Plain, allauth.SignupForm):
    """Name, address and password."""

    display_name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("display_name", "email", "password1", "password2")

    def clean(self) -> dict[str, Any]:
        """The fields; a password made of one's own name or address is refused, which allauth cannot see."""
        cleaned = super().clean()
        if "password1" in cleaned:
            person = Person(display_name=cleaned.get("display_name", ""), email=cleaned.get("email"))
            try:
                validate_password(cleaned["password1"], person)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class AddressForm(Plain, allauth.AddEmailForm):
    """A new e-mail address."""


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    """The present password and a new one."""


class ForgottenForm(Plain, allauth.ResetPasswordForm):
    """The address that a link for a new password goes to."""


class NewPasswordForm(Plain, allauth.ResetPasswordKeyForm):
    """A new password."""


class AgainForm(Plain, allauth.ReauthenticateForm):
    """One's password, asked for again."""


class CodeForm(Plain, second_factor.AuthenticateForm):
    """A code from the phone, or a recovery code."""


class CodeAgainForm(Plain, second_factor.ReauthenticateForm):
    """A code, asked for again."""


class FirstCodeForm(Plain, ActivateTOTPForm):
    """The first code, which shows that the phone is set up."""
