"""Fields of forms that several domains have: amounts of money, days, organisations, people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.amounts import BadAmount, TwoWays, amount_of
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Organisation, Person

if TYPE_CHECKING:
    from decimal import Decimal

    OfOrganisations = forms.ModelChoiceField[Organisation]
else:
    OfOrganisations = forms.ModelChoiceField  # the types alone know what it holds


class AmountField(forms.CharField):
    """An amount as people write it; the value is a Decimal of ``least`` or more, if that is given."""

    def __init__(self, *, least: Decimal | None = None, **more: Any) -> None:
        self.least = least
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> Decimal | None:
        """The amount.

        Raises:
            ValidationError: it is none, could be two, or is too small.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = amount_of(text)
        except TwoWays as error:
            first, second = error.readings
            words = _("This can be read as %(first)s or as %(second)s. Write one of them.")
            raise forms.ValidationError(words, params={"first": first, "second": second}) from error
        except BadAmount as error:
            raise forms.ValidationError(_("Write an amount like 25 000 or 1 234,50.")) from error
        if self.least is not None and amount < self.least:
            above = _("Write an amount above zero.") if self.least > 0 else _("Write an amount of zero or more.")
            raise forms.ValidationError(above)
        return amount


class DayField(forms.DateField):
    """A day, typed or chosen."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **more)


class PlaceField(OfOrganisations):
    """An organisation, by its name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"queryset": Organisation.objects.none()} | more)

    def label_from_instance(self, obj: Organisation) -> str:
        """The name."""
        return translated(obj.name, get_language() or "fi")


class PersonField(forms.EmailField):
    """Somebody with an account, by the e-mail address they sign in with."""

    def clean(self, value: Any) -> Person | None:
        """The person, or ``None`` where the field is empty.

        Raises:
            ValidationError: nobody has the address.
        """
        address = super().clean(value)
        if not address:
            return None
        found = Person.objects.filter(email=address.lower(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody with this address has an account here. Ask them to sign up first."))
        return found
