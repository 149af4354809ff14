"""What the engine's codes say to a teacher, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOOM = {
    0: _("level not known"),
    1: _("remember"),
    2: _("understand"),
    3: _("apply"),
    4: _("analyse"),
    5: _("evaluate"),
    6: _("create"),
}
"""The levels of Bloom's revised taxonomy."""

FAULTS = {
    "no-verb": _("No verb says what the student does. Begin with what can be seen: draws up, compares, builds."),
    "vague-verb": _("“%(verb)s” cannot be seen in an assessment. Say what the student does to show it."),
    "unassessable": _("“%(verb)s” names an attitude or an experience, which cannot be graded."),
    "several-outcomes": _(
        "%(count)s outcomes in one sentence (%(verbs)s). Give each its own line, so each is assessed."
    ),
    "teacher-centred": _("“%(phrase)s” tells what the course does. Tell what the student can do."),
    "too-long": _("%(words)s words; more than %(limit)s are hard to assess. Cut it, or part it."),
}

CASES = {
    "acc": _("the genitive or nominative"),
    "part": _("the partitive"),
    "ela": _("the elative (-sta, -stä)"),
    "ill": _("the illative (-an, -en, -in)"),
    "ess": _("the essive (-na, -nä)"),
}
"""Cases in which a Finnish verb takes its object; a Swedish verb's preposition stands for itself."""

MADE_OF = {
    "verb-swap": _("your own words with another verb"),
    "neighbour-outcome": _("an outcome of another course"),
    "template-label": _("our sentence with the name of the skill"),
}

CANNOT_SAY = {
    ("outcomes", "empty"): _("No outcomes are written yet, so nothing can be compared with them."),
    ("content", "empty"): _("No content is written yet: whether it meets the outcomes cannot be said."),
    ("assessment", "empty"): _("No assessment is written yet: whether the outcomes are assessed cannot be said."),
    ("assessment", "form-only"): _(
        "The assessment names only its form (an exam, an assignment), so what it assesses cannot be said."
    ),
}

SDG_CHANGES = {
    "no-clear-sentence": _("The text as a whole is near this goal, but no single sentence shows it."),
    "one-sentence": _("The link rests on one sentence of %(of)s. Is it what the course is about?"),
    "not-in-outcomes": _("No learning outcome shows it. If it is meant, promise it in an outcome."),
    "no-own-words": _("None of the goal's own words is used. These would name it: %(words)s."),
    "name-the-target": _("It is near target %(target)s without naming it. These words would: %(words)s."),
    "rewrite": _("This sentence hints at target %(target)s. With these words it would show it: %(words)s."),
}


def fault_sentence(fault: Any) -> str:
    """What is wrong with an outcome and what helps."""
    return str(FAULTS[fault.code]) % dict(fault.values)


def level_sentence(reason: Any) -> str:
    """Why a level is estimated."""
    values = dict(reason.values)
    if reason.code == "too-little-text":
        return gettext("The draft has %(words)s words; it takes %(needed)s to say anything.") % values
    if reason.code == "sentence":
        told = gettext("In the draft: “%(text)s”.") % values
    else:
        told = gettext("The signs point both ways.")
    return told if not reason.toward else f"{told} {toward(reason.toward)}"


def toward(level: int) -> str:
    """Which level a reason speaks for."""
    return gettext("Speaks for EQF %(level)s.") % {"level": level}


def share_words(share: Any) -> str:
    """A share of ads with its interval, in words."""
    return ngettext(
        "%(count)s of %(of)s ad (%(share)s %%; 95 %% interval %(low)s–%(high)s %%)",
        "%(count)s of %(of)s ads (%(share)s %%; 95 %% interval %(low)s–%(high)s %%)",
        share.of,
    ) % {
        "count": share.count,
        "of": share.of,
        "share": round(100 * share.share),
        "low": round(100 * share.low),
        "high": round(100 * share.high),
    }


def advice_sentence(advice: Mapping[str, Any]) -> str:
    """What would make the link to a goal stronger or more honest; ``advice`` as the readings store it."""
    return str(SDG_CHANGES[advice["change"]]) % {
        "of": advice["of"],
        "target": advice["target"],
        "words": ", ".join(advice["words"]),
    }
