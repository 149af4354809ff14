"""Indicators in words of the reader's language: numbers, targets, reasons, forecasts, conflicts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext

from osaamo.domains.indicators.enums import Form, Unsure, Why
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.domains.indicators.models import Indicator, Target
    from osaamo.domains.indicators.queries.forecasting import Outlook
    from osaamo.domains.indicators.queries.standing import Conflict
    from osaamo.domains.indicators.rules import Aim, Reason

NARROW = "\u202f"
SHARES = ("share", "share_of_modules")


def text_of(value: Mapping[str, str]) -> str:
    """A translated text in the reader's language."""
    return translated(value, get_language() or "fi")


def number(value: Decimal | float | None, unit: str = "") -> str:
    """The number with narrow spaces between thousands and no idle zeros; shares as percent; empty for none."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    if unit in SHARES:
        return f"{number((exact * 100).quantize(Decimal('0.1')))} %"
    exact = exact.quantize(Decimal("0.01")).normalize()
    places = max(0, -exact.as_tuple().exponent)  # type: ignore[operator]
    mark = number_format(Decimal("0.5"), 1)[1]
    return f"{exact:,.{places}f}".replace(",", NARROW).replace(".", mark)


def about(value: float, unit: str = "") -> str:
    """An expected number, no more exact than it is: whole from 10 on."""
    return number(value if unit in SHARES else round(value, 1) if value < 10 else round(value), unit)


def percent(share: Any) -> str:
    """A share as whole percent."""
    return f"{round(100 * float(share))} %"


def aim_words(aim: Aim, unit: str = "") -> str:
    """A target as a number or a range."""
    if aim.high != aim.low:
        return f"{number(aim.low, unit)}–{number(aim.high, unit)}"
    return number(aim.low, unit)


def target_words(target: Target, indicator: Indicator) -> str:
    """A target as the plan gives it, with its own wording behind."""
    unit = indicator.unit
    said = {
        Form.RANGE: lambda: f"{number(target.low, unit)}–{number(target.high, unit)}",
        Form.GROWTH: lambda: gettext("%(share)s more than the baseline") % {"share": percent(target.growth)},
        Form.SPLIT: lambda: gettext("%(value)s for each spearhead") % {"value": number(target.low, unit)},
        Form.TEXT: lambda: text_of(target.words),
    }.get(Form(target.form), lambda: number(target.low, unit))()
    if indicator.times > 1 and target.form in {Form.VALUE, Form.COMMITMENT, Form.RANGE}:
        said = gettext("%(value)s for each of %(times)s") % {"value": said, "times": indicator.times}
    if indicator.each_institution and target.form in {Form.VALUE, Form.COMMITMENT, Form.RANGE}:
        said = gettext("%(value)s for each institution") % {"value": said}
    return f"{said} (”{target.as_written}”)" if target.as_written else said


def reason_words(reason: Reason, unit: str = "") -> str:
    """The sentence of a reason."""
    shares = {"way", "time"}
    facts = {
        name: percent(value) if name in shares else number(value, unit) if isinstance(value, Decimal) else value
        for name, value in reason.facts.items()
    }
    return _sentence(reason.why) % facts


def _sentence(why: Why) -> str:  # noqa: C901, PLR0911, PLR0912 - one sentence a code, each whole for the translators
    match why:
        case Why.NO_SOURCE:
            return gettext("No source: nobody tells the records this number is computed from.")
        case Why.CANNOT_SPLIT:
            return gettext("No source: the records cannot be told apart for this part.")
        case Why.NO_VALUE_YET:
            return gettext("There is a source, but no value yet.")
        case Why.REACHED:
            return gettext("%(value)s: the target of %(year)s, %(aim)s, is reached.")
        case Why.CAME:
            return gettext("%(value)s in %(year)s: the target of that year, %(aim)s, was reached.")
        case Why.CAME_LATER:
            return gettext("The target of %(year)s, %(aim)s, was reached only in %(of)s: %(value)s.")
        case Why.PASSED:
            return gettext("The target of %(year)s was %(aim)s; %(of)s has %(value)s.")
        case Why.NOT_RECORDED:
            return gettext(
                "Nothing is recorded of %(year)s, whose target was %(aim)s: it was not done, or not entered here. "
                "A value can be entered by hand, with its evidence."
            )
        case Why.NO_END_VALUE:
            return gettext(
                "Nothing is recorded of %(year)s, the last year of the plan: it was not done, or not entered here. "
                "A value can be entered by hand, with its evidence."
            )
        case Why.PLAN_OVER:
            return gettext("The plan's period ended with %(year)s.")
        case Why.AHEAD:
            return gettext("%(of)s has %(value)s; on an even way to %(aim)s in %(year)s it would be %(expected)s.")
        case Why.BEHIND:
            return gettext("%(of)s has only %(value)s; on an even way to %(aim)s in %(year)s it would be %(expected)s.")
        case Why.FAR_BEHIND:
            return gettext(
                "%(of)s has %(value)s, far behind: on an even way to %(aim)s in %(year)s it would be %(expected)s."
            )
        case Why.KEPT:
            return gettext("%(of)s has %(value)s; the level of %(level)s is kept.")
        case Why.ALMOST_KEPT:
            return gettext("%(of)s has %(value)s, a little below the level of %(level)s that is to be kept.")
        case Why.NOT_KEPT:
            return gettext("%(of)s has %(value)s, well below the level of %(level)s that is to be kept.")
        case Why.WITHIN:
            return gettext("%(of)s has %(value)s, within the limit of %(aim)s.")
        case Why.SPENT_FAST:
            return gettext("%(of)s has %(value)s of %(aim)s, when %(time)s of the year is over.")
        case Why.OVER:
            return gettext("%(of)s has %(value)s, over the limit of %(aim)s.")
        case Why.GROWS:
            return gettext("%(of)s has %(value)s, more than %(start)s in %(since)s.")
        case Why.STANDS_STILL:
            return gettext("%(of)s has %(value)s, as %(since)s had; growth is wanted.")
        case Why.SHRINKS:
            return gettext("%(of)s has %(value)s, less than %(start)s in %(since)s.")
        case Why.NO_AIM:
            return gettext("The plan sets no target.")
        case Why.ONLY_WORDS:
            return gettext("The plan sets its target in words only.")
        case Why.ZERO_START:
            return gettext("The plan gives no baseline; the way is counted from 0 at the end of %(year)s.")
        case Why.STALE:
            return gettext("No new record has come within the expected time.")


def outlook_words(outlook: Outlook, unit: str = "") -> str:
    """How likely the next target is reached, or why that is not known."""
    if outlook.probability is not None and outlook.aim is not None:
        return _likely(outlook) % {
            "aim": aim_words(outlook.aim, unit),
            "year": outlook.aim.year,
            "chance": percent(outlook.probability),
        }
    return {
        Unsure.TOO_FEW: gettext("Not enough data for a forecast: it takes four full years."),
        Unsure.TOO_FAR: gettext("Not enough data for a forecast: the target is further ahead than the years known."),
        Unsure.NO_AIM: gettext("No target is ahead; the range says what may be expected."),
        Unsure.NO_SOURCE: gettext("No forecast: there is no value to forecast from."),
        Unsure.FEW_CASES: gettext(
            "Not enough data for a forecast: too few rows like those under way have been seen to the end."
        ),
    }[outlook.unsure or Unsure.TOO_FEW]


def _likely(outlook: Outlook) -> str:
    if outlook.flow is None:
        return gettext("Reaching %(aim)s in %(year)s: %(chance)s likely, by the years so far.")
    if not outlook.is_bound:
        return gettext("Reaching %(aim)s in %(year)s: %(chance)s likely, by what is under way and the years before.")
    return gettext(
        "Reaching %(aim)s in %(year)s: %(chance)s likely by what is under way; what is not known yet is left out, "
        "as there are too few years to say how much of it comes."
    )


def conflict_words(conflict: Conflict, unit: str = "") -> str:
    """What contradicts what."""
    facts = conflict.facts
    if conflict.what == "baselines":
        said = [
            f"{number(row.value, unit)} ({row.year or gettext('no year')}" + (f"; {row.src}" if row.src else "") + ")"
            for row in facts["rows"]
        ]
        sentence = gettext("The plan gives several baselines, and the first is used: %(said)s.")
        return sentence % {"said": " – ".join(said)}
    target = facts["target"]
    told = {"year": target.year, "given": number(facts["given"], unit)}
    if conflict.what == "growth":
        told |= {"share": percent(target.growth), "grown": number(facts["grown"], unit)}
        told |= {"start": number(facts["start"].value, unit)}
        return gettext("The target of %(year)s is %(given)s; %(share)s more than %(start)s would be %(grown)s.") % told
    told |= {"sum": number(facts["sum"], unit)}
    return gettext("The target of %(year)s is %(given)s; its parts sum to %(sum)s.") % told
