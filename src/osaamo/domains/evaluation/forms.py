"""What people hand in on the pages of the evaluation, checked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from osaamo.domains.evaluation.enums import SCALE, Earns, Kind, Outcome, Unit
from osaamo.domains.evaluation.models import Call
from osaamo.domains.evaluation.queries import institutions_of, open_calls
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osaamo.domains.evaluation.models import CriteriaSet, Criterion, Proposal

NAMES = {"fi": _("In Finnish"), "sv": _("In Swedish"), "en": _("In English")}
PLAIN = (
    "kind", "theme", "evidence", "evidence_source", "origin_ref", "origin_text", "credits", "budget_line", "budget",
    "expected_enrolled", "expected_feedback", "owner_is_public", "call",
)  # fmt: skip
"""The fields of the form that are fields of a proposal as they are."""

GATE_SAYS = {
    "no-reasons": _("Write the reasons: everybody can read why it was decided so."),
    "no-conditions": _("Write the conditions: the owner must know what to change."),
    "too-few-reviews": _("The gate cannot pass yet: too few reviews are closed. Ask more reviewers, or wait."),
    "open-reviews": _("The gate cannot pass yet: a review is still open. Wait until it is closed."),
    "missing-criteria": _("The gate cannot pass: a review lacks a score or a reason on some criterion."),
    "no-discussion": _("The reviewers differ by more than the limit. Talk it over and write what it came to."),
    "no-next-date": _("Give the day on which the next thing happens."),
    "decided": _("This was decided already. Look at the decision below."),
    "moved-on": _("The proposal has moved on, so only the reasons can be corrected, not the outcome."),
}
"""What each refusal of a gate says to people."""


def _words(*, rows: int = 0, most: int, label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(required=False, max_length=most, label=label, widget=widget)


class ProposalForm(forms.Form):
    """A proposal as far as it is written. Only a title in one language, a kind and a lead are needed to save it."""

    title_fi = _words(most=200, label=NAMES["fi"])
    title_sv = _words(most=200, label=NAMES["sv"])
    title_en = _words(most=200, label=NAMES["en"])
    summary_fi = _words(rows=5, most=4000, label=NAMES["fi"])
    summary_sv = _words(rows=5, most=4000, label=NAMES["sv"])
    summary_en = _words(rows=5, most=4000, label=NAMES["en"])
    kind = forms.ChoiceField(choices=Kind.choices, label=_("What is it?"), widget=forms.RadioSelect)
    lead = forms.ModelChoiceField(Organisation.objects.none(), label=_("Leading institution"))
    institutions = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), required=False, label=_("Owner institutions"), widget=forms.CheckboxSelectMultiple
    )
    call = forms.ModelChoiceField(Call.objects.none(), required=False, label=_("Call"), empty_label=_("none"))
    theme = _words(most=80, label=_("Theme"))
    evidence = _words(rows=4, most=4000, label=_("What shows the link to working life?"))
    evidence_source = _words(most=300, label=_("Where can that be read? (an address or a document)"))
    origin_ref = forms.RegexField(
        r"^[a-z_]+\.[a-z_]+:\d{1,18}$", required=False, max_length=120, widget=forms.HiddenInput
    )
    origin_text = _words(most=300, label=_("Where did the idea come from? (a project or an ecosystem)"))
    credits = forms.DecimalField(required=False, min_value=Decimal("0.5"), max_value=240, decimal_places=1)
    budget_line = _words(most=40, label=_("Budget line"))
    budget = forms.DecimalField(required=False, min_value=0, max_digits=10, decimal_places=2, label=_("Budget, euros"))
    expected_enrolled = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    expected_feedback = forms.DecimalField(required=False, min_value=1, max_value=5, max_digits=3, decimal_places=2)
    owner_is_public = forms.BooleanField(required=False, label=_("Show my name on the public page"))
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, leads: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        around = {school.pk for lead in leads for school in institutions_of(lead)}
        self.fields["lead"].queryset = Organisation.objects.filter(pk__in=[lead.pk for lead in leads])
        self.fields["institutions"].queryset = Organisation.objects.filter(pk__in=around)
        self.fields["call"].queryset = open_calls() | Call.objects.filter(pk=self.initial.get("call"))
        self.fields["credits"].label = _("Credits")
        self.fields["expected_enrolled"].label = _("How many are expected to enrol?")
        self.fields["expected_feedback"].label = _("What mean of feedback is expected, from 1 to 5?")
        self.fields["call"].label_from_instance = lambda call: translated(call.title, get_language() or "fi")
        for name in ("institutions", "lead"):
            self.fields[name].label_from_instance = lambda school: school.short_name

    def clean(self) -> dict[str, Any]:
        """The values with ``title`` and ``summary`` by language."""
        cleaned = super().clean() or {}
        for name in ("title", "summary"):
            cleaned[name] = {code: cleaned.get(f"{name}_{code}", "").strip() for code in LANGUAGES}
        if not any(cleaned["title"].values()):
            self.add_error("title_fi", _("Give a title in at least one language."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What is stored of a proposal; ``lead`` and ``institutions`` go their own way."""
        return {name: self.cleaned_data[name] for name in ("title", "summary", *PLAIN)}

    @staticmethod
    def initial_of(proposal: Proposal) -> dict[str, Any]:
        """What the form shows of a stored proposal."""
        texts = {
            f"{name}_{code}": getattr(proposal, name).get(code, "")
            for name in ("title", "summary")
            for code in LANGUAGES
        }
        plain = {name: getattr(proposal, name) for name in PLAIN if name != "call"}
        more = {"lead": proposal.lead_id, "call": proposal.call_id, "revision": proposal.revision}
        return texts | plain | more | {"institutions": list(proposal.institutions.values_list("pk", flat=True))}


class TeamForm(forms.Form):
    """A share for each of some people; who has none is not in the team."""

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {f"share_{person.pk}": person for person in people}
        for name, person in self.people.items():
            self.fields[name] = forms.DecimalField(
                required=False, min_value=Decimal("0.01"), max_value=100, decimal_places=2, label=person.display_name
            )

    def shares(self) -> dict[Any, Decimal]:
        """The shares by person."""
        return {person: share for name, person in self.people.items() if (share := self.cleaned_data[name]) is not None}


class ReviewForm(forms.Form):
    """A score and a reason for each criterion, any of which may be missing until the review is closed."""

    def __init__(self, *args: Any, criteria: CriteriaSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria.rows.all())
        for row in self.criteria:
            self.fields[f"score_{row.pk}"] = forms.TypedChoiceField(
                required=False, coerce=int, empty_value=None, choices=[(value, value) for value in SCALE]
            )
            self.fields[f"reason_{row.pk}"] = forms.CharField(required=False, max_length=4000)

    def scores(self) -> dict[int, tuple[int | None, str]]:
        """Score and reason by criterion."""
        return {
            row.pk: (self.cleaned_data[f"score_{row.pk}"], self.cleaned_data[f"reason_{row.pk}"])
            for row in self.criteria
        }

    def rows(self) -> Iterator[tuple[Criterion, Any, Any]]:
        """Each criterion with the fields of its score and its reason."""
        for row in self.criteria:
            yield row, self[f"score_{row.pk}"], self[f"reason_{row.pk}"]


class AskForm(forms.Form):
    """Whom to ask for a review, as ``person:institution``, and until when."""

    reviewer = forms.RegexField(r"^\d{1,18}:\d{1,18}$")
    due_on = forms.DateField(required=False)


class GateForm(forms.Form):
    """A decision."""

    outcome = forms.ChoiceField(choices=Outcome.choices, label=_("Decision"), widget=forms.RadioSelect)
    reasons = _words(rows=4, most=4000, label=_("Reasons, which everybody can read"))
    conditions = _words(rows=3, most=4000, label=_("Conditions, if it is returned"))
    discussion = _words(rows=3, most=4000, label=_("What the reviewers' discussion came to"))
    next_on = forms.DateField(required=False, label=_("Next day"), widget=forms.DateInput(attrs={"type": "date"}))


class ResultForm(forms.Form):
    """What came of a run."""

    enrolled = forms.IntegerField(min_value=0, max_value=100_000, label=_("Enrolled"))
    completed = forms.IntegerField(min_value=0, max_value=100_000, label=_("Completed"))
    feedback = forms.DecimalField(
        required=False, min_value=1, max_value=5, max_digits=3, decimal_places=2, label=_("Mean of feedback, 1 to 5")
    )
    feedback_answers = forms.IntegerField(required=False, min_value=0, max_value=100_000, label=_("Answers"))
    source = forms.CharField(max_length=300, label=_("Source"))

    def clean(self) -> dict[str, Any]:
        """The values; nobody completes without enrolling."""
        cleaned = super().clean() or {}
        cleaned["feedback_answers"] = cleaned.get("feedback_answers") or 0
        if cleaned.get("completed", 0) > cleaned.get("enrolled", cleaned.get("completed", 0)):
            self.add_error("completed", _("More completed than enrolled. Check both numbers."))
        return cleaned


class CallForm(forms.Form):
    """A call and its dates."""

    title_fi = _words(most=120, label=NAMES["fi"])
    title_sv = _words(most=120, label=NAMES["sv"])
    title_en = _words(most=120, label=NAMES["en"])
    opens_on = forms.DateField(label=_("Opens"), widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(label=_("Closes"), widget=forms.DateInput(attrs={"type": "date"}))
    gate_on = forms.DateField(label=_("Decision"), widget=forms.DateInput(attrs={"type": "date"}))
    runs_from = forms.DateField(required=False, label=_("Runs from"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """The values with ``title`` by language; the dates follow each other."""
        cleaned = super().clean() or {}
        cleaned["title"] = {code: cleaned.pop(f"title_{code}", "").strip() for code in LANGUAGES}
        if not any(cleaned["title"].values()):
            self.add_error("title_fi", _("Give a title in at least one language."))
        days = [cleaned.get(name) for name in ("opens_on", "closes_on", "gate_on")]
        if all(days) and days != sorted(days):
            self.add_error("closes_on", _("The call must open before it closes, and close before the decision."))
        return cleaned


class CriteriaForm(forms.Form):
    """The weights of a set that is being written, and what else it says."""

    reason = forms.CharField(required=False, max_length=500, label=_("Why a new version?"))
    required_reviews = forms.IntegerField(min_value=2, max_value=5, label=_("Reviews needed"))
    spread_limit = forms.IntegerField(min_value=0, max_value=4, label=_("Largest difference without a discussion"))

    def __init__(self, *args: Any, criteria: CriteriaSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria.rows.all())
        for row in self.criteria:
            self.fields[f"weight_{row.dimension}"] = forms.DecimalField(
                min_value=Decimal("0.01"), max_value=100, decimal_places=2, label=row.get_dimension_display()
            )

    def weights(self) -> dict[str, Decimal]:
        """The weights by dimension."""
        return {row.dimension: self.cleaned_data[f"weight_{row.dimension}"] for row in self.criteria}

    def own_values(self) -> dict[str, Any]:
        """What is stored of the set itself."""
        return {name: self.cleaned_data[name] for name in ("reason", "required_reviews", "spread_limit")}


class IncentiveForm(forms.Form):
    """How much each thing earns in each unit; what is left empty earns nothing."""

    reason = forms.CharField(required=False, max_length=500, label=_("Why a new version?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for earns in Earns:
            for unit in Unit:
                self.fields[f"{earns}_{unit}"] = forms.DecimalField(
                    required=False,
                    min_value=Decimal("0.01"),
                    max_digits=8,
                    decimal_places=2,
                    label=_("%(unit)s for %(what)s") % {"unit": unit.label, "what": earns.label},
                )

    def rows(self) -> list[tuple[Earns, Unit, Decimal]]:
        """The rules that were filled in."""
        return [
            (earns, unit, amount)
            for earns in Earns
            for unit in Unit
            if (amount := self.cleaned_data[f"{earns}_{unit}"]) is not None
        ]


class PeriodForm(forms.Form):
    """From the first day up to, not including, the second."""

    starts = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=_("Up to, not including"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        cleaned = super().clean() or {}
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("The period must end after it begins."))
        return cleaned


class DayForm(forms.Form):
    """One day."""

    day = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
