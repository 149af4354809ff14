"""What planners and those who run the service hand in, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from osaamo.domains.foresight.enums import CorpusFormat, CorpusKind
from osaamo.domains.foresight.models import Corpus
from osaamo.domains.foresight.services.portfolio import COURSES, DRAFTS, MODULES, NEW, Wishes, kind_of
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from osaamo.domains.foresight.queries.portfolio import Offered

MUST, AVOID = "must", "avoid"


class CorpusForm(forms.Form):
    """A new source: what it is called, how its texts come, and what its terms allow."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    name_fi = forms.CharField(label=_("Name in Finnish"), max_length=200)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("What it holds"), choices=CorpusKind.choices)
    format = forms.ChoiceField(label=_("How its texts come"), choices=CorpusFormat.choices)
    may_store_text = forms.BooleanField(
        label=_("The terms allow to keep the texts. Otherwise only counts are kept."), required=False
    )
    licence = forms.CharField(label=_("Licence or terms"), max_length=200, required=False)
    url = forms.CharField(label=_("Address of the OAI-PMH server (https)"), max_length=300, required=False)
    set_spec = forms.CharField(label=_("Only this set of the server"), max_length=200, required=False)

    def clean_code(self) -> str:
        """The code, when no source has it."""
        code: str = self.cleaned_data["code"]
        if Corpus.objects.filter(code=code).exists():
            raise forms.ValidationError(gettext("There is a source with this code. Choose another code."))
        return code

    def told(self) -> dict[str, Any]:
        """The arguments of :func:`~osaamo.domains.foresight.services.keep_corpus`."""
        told = dict(self.cleaned_data)
        name = {language: told.pop(f"name_{language}") for language in LANGUAGES}
        return {**told, "name": name}


class TermsForm(forms.Form):
    """What the terms of a source allow."""

    may_store_text = forms.BooleanField(
        label=_("The terms allow to keep the texts. Otherwise only counts are kept."), required=False
    )
    licence = forms.CharField(label=_("Licence or terms"), max_length=200, required=False)


class FileForm(forms.Form):
    """A file of a source."""

    file = forms.FileField(error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")})

    def clean_file(self) -> Any:
        """The file, when it is not too large."""
        file = self.cleaned_data["file"]
        if file.size > settings.OSAAMO_FILE_BYTES:
            raise forms.ValidationError(
                gettext("The file is larger than 10 MB. Split it, or have it loaded on the server.")
            )
        return file


class ScenarioForm(forms.Form):
    """A scenario of the portfolio: how many of what, within which limits, and what each module costs.

    ``rows`` are the modules whose cost can be written and which can be kept or kept out, ``schools`` (code, name) those
    whose capacity can be limited. Costs come filled in where the budget names them.
    """

    name = forms.CharField(label=_("Name of the scenario"), max_length=120)
    count = forms.IntegerField(label=_("How many modules"), min_value=1, max_value=200)
    kinds = forms.MultipleChoiceField(
        label=_("Choose from"),
        widget=forms.CheckboxSelectMultiple,
        choices=(
            (MODULES, _("Published modules, paths and intensives")),
            (DRAFTS, _("Drafts of modules")),
            (COURSES, _("Published courses that belong to no module")),
            (NEW, _("New modules that rising skills call for")),
        ),
    )
    credits_max = forms.DecimalField(label=_("Most credits of all"), min_value=0, max_digits=8, required=False)
    cost_max = forms.DecimalField(label=_("Most euros of all"), min_value=0, max_digits=10, required=False)
    assumed_cost = forms.DecimalField(
        label=_("Euros for each whose cost nobody knows"), min_value=0, max_digits=9, required=False
    )
    new_credits = forms.DecimalField(label=_("Credits of a new module"), min_value=1, max_value=60, initial=5)
    share_min = forms.IntegerField(
        label=_("Each school gives at least, % of credits"), min_value=0, max_value=100, required=False
    )
    share_max = forms.IntegerField(
        label=_("No school gives more than, % of credits"), min_value=1, max_value=100, required=False
    )
    sizes = forms.RegexField(
        r"^\s*(\d{1,3}(\s*,\s*\d{1,3}){0,5})?\s*$",
        label=_("Compare with these sizes"),
        required=False,
        error_messages={"invalid": _("Write up to six whole numbers with commas between, such as 16, 22, 30.")},
    )
    near = forms.BooleanField(label=_("Skills near an asked one count in part"), required=False, initial=True)

    def __init__(self, *args: Any, rows: Sequence[Offered], schools: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self._rows, self._schools = rows, schools
        for code, name in schools:
            self.fields[f"capacity-{code}"] = forms.DecimalField(
                label=name, min_value=0, max_digits=8, required=False, widget=forms.NumberInput(attrs={"step": "any"})
            )
        for at, row in enumerate(rows):
            self.fields[f"cost-{at}"] = forms.DecimalField(
                label=_("Euros a year"), min_value=0, max_digits=9, decimal_places=2, required=False, initial=row.cost
            )
            self.fields[f"wish-{at}"] = forms.ChoiceField(
                label=_("Wish"), choices=(("", _("free")), (MUST, _("stays")), (AVOID, _("not"))), required=False
            )

    def modules(self) -> list[tuple[Offered, forms.BoundField, forms.BoundField]]:
        """Each row with its fields for cost and wish."""
        return [(row, self[f"cost-{at}"], self[f"wish-{at}"]) for at, row in enumerate(self._rows)]

    def capacities(self) -> list[forms.BoundField]:
        """The field of each school."""
        return [self[f"capacity-{code}"] for code, _name in self._schools]

    def clean(self) -> dict[str, Any]:
        """What was handed in, when the limits can be met at all and every cost a limit needs is there."""
        told: dict[str, Any] = super().clean() or {}
        least, most = told.get("share_min") or 0, told.get("share_max") or 100
        if least > most:
            self.add_error("share_min", gettext("The least share is above the largest. Lower it."))
        elif least * len(self._schools) > 100:
            self.add_error("share_min", gettext("So much for each school is more than all. Lower it."))
        if told.get("cost_max") is not None and told.get("assumed_cost") is None:
            self._ask_for_costs(told)
        return told

    def wishes(self) -> Wishes:
        """The scenario's wishes."""
        told = self.cleaned_data
        wanted = {row.taught.key: told[f"wish-{at}"] for at, row in enumerate(self._rows)}
        capacity = {code: told[f"capacity-{code}"] for code, _name in self._schools}
        return Wishes(
            count=told["count"],
            kinds=tuple(told["kinds"]),
            credits_max=_number(told["credits_max"]),
            cost_max=_number(told["cost_max"]),
            capacity={code: float(most) for code, most in capacity.items() if most is not None},
            share_min=(told["share_min"] or 0) / 100,
            share_max=(told["share_max"] or 100) / 100,
            must=tuple(key for key, wish in wanted.items() if wish == MUST),
            avoid=tuple(key for key, wish in wanted.items() if wish == AVOID),
            sizes=tuple(int(size) for size in told["sizes"].split(",") if size.strip()),
            assumed_cost=_number(told["assumed_cost"]),
            new_credits=float(told["new_credits"]),
            near=told["near"],
        )

    def costs(self) -> dict[str, float]:
        """The costs by key, of the rows that have one."""
        found = {row.taught.key: self.cleaned_data[f"cost-{at}"] for at, row in enumerate(self._rows)}
        return {key: float(cost) for key, cost in found.items() if cost is not None}

    def _ask_for_costs(self, told: dict[str, Any]) -> None:
        """Say whose cost is missing: without it a limit on costs means nothing."""
        kinds = told.get("kinds", ())
        missing = [
            row.title.best(get_language() or "fi")
            for at, row in enumerate(self._rows)
            if told.get(f"cost-{at}") is None and told.get(f"wish-{at}") != AVOID and kind_of(row) in kinds
        ]
        if missing or COURSES in kinds or NEW in kinds:
            some = ", ".join([*missing[:5], "…"] if len(missing) > 5 else missing) or gettext("courses and new modules")
            text = gettext("A limit on euros needs the cost of each. Nobody knows that of: {titles}.")
            self.add_error("assumed_cost", text.format(titles=some))


class TargetForm(forms.Form):
    """For which skills courses are looked for, and within which limits; every field may be empty."""

    q = forms.CharField(label=_("Skill or occupation"), max_length=80, required=False)
    occupation = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    credits = forms.DecimalField(label=_("Most credits"), min_value=0, max_value=300, required=False)
    present = forms.CharField(max_length=120, required=False)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
