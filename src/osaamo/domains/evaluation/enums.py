"""Codes of the evaluation of proposals and of teachers' incentives."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is proposed."""

    PATH = "path", _("Competence path")
    INTENSIVE = "intensive", _("Intensive")
    MODULE = "module", _("Study module")


class Stage(models.TextChoices):
    """Where a proposal is; each stage ends at a gate."""

    IDEA = "idea", _("Idea")
    PLAN = "plan", _("Plan")
    RUN = "run", _("Run")
    AFTER = "after", _("After the run")


class Status(models.TextChoices):
    """What happens to a proposal in its stage."""

    DRAFT = "draft", _("Draft")
    PREPARING = "preparing", _("Being prepared")
    IN_REVIEW = "in_review", _("Being reviewed")
    RETURNED = "returned", _("Returned with conditions")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Finished")


class Outcome(models.TextChoices):
    """What a gate decides."""

    PASS = "pass", _("Pass")
    RETURN = "return", _("Return with conditions")
    STOP = "stop", _("Stop")


class Dimension(models.TextChoices):
    """What a criterion looks at."""

    WORKING_LIFE = "working_life", _("Link to working life")
    STRENGTHS = "strengths", _("Own strengths of each institution")
    ATTRACTIVENESS = "attractiveness", _("Attractiveness")
    QUALITY = "quality", _("Quality")
    ADDED_VALUE = "added_value", _("Added value of doing it together")
    SDG = "sdg", _("Sustainable development goals")


class Happening(models.TextChoices):
    """What a line of a proposal's log tells."""

    ENTERED = "entered", _("Entered the stage")
    SUBMITTED = "submitted", _("Sent to review")
    PASSED = "passed", _("Passed the gate")
    RETURNED = "returned", _("Returned with conditions")
    STOPPED = "stopped", _("Stopped at the gate")
    FINISHED = "finished", _("Finished")
    CORRECTED = "corrected", _("Decision corrected")
    CATALOGUED = "catalogued", _("Made into a module of the catalogue")


class SignalKind(models.TextChoices):
    """What the engine measures of a proposal."""

    DEMAND = "demand", _("Demand in job ads")
    OVERLAP = "overlap", _("Courses that teach nearly the same")
    STRENGTHS = "strengths", _("Courses that teach its skills, by institution")
    SDG = "sdg", _("Sustainable development goals")


class SignalState(models.TextChoices):
    """Whether a signal says anything."""

    MEASURED = "measured", _("Measured")
    TOO_FEW = "too_few", _("Too few to say")
    NOT_MEASURED = "not_measured", _("Not measured")


class Earns(models.TextChoices):
    """What of their work earns a teacher something."""

    MODULE = "module", _("each module that passed the gate to run")
    CREDIT = "credit", _("each credit of such a module")
    COMPLETED = "completed", _("each completion by a student of another institution")


class Unit(models.TextChoices):
    """In what an incentive is counted."""

    HOURS = "hours", _("work-plan hours")
    EUROS = "euros", _("euros")


MISSING = {
    "title": _("title"),
    "summary": _("summary"),
    "theme": _("theme"),
    "evidence": _("what shows the link to working life"),
    "evidence_source": _("where that can be read"),
    "credits": _("credits"),
    "expected_enrolled": _("how many are expected to enrol"),
    "team": _("the team's shares"),
    "result": _("what came of the run"),
}
"""What a gate may need, in words."""

STAGES = (Stage.IDEA, Stage.PLAN, Stage.RUN, Stage.AFTER)
SCALE = (1, 2, 3, 4, 5)
"""The scores a reviewer can give."""


def next_stage(stage: str) -> Stage | None:
    """The stage after ``stage``, or ``None`` after the last."""
    at = STAGES.index(Stage(stage)) + 1
    return STAGES[at] if at < len(STAGES) else None


def stations(stage: str, *, done: bool) -> list[tuple[Stage, str]]:
    """Each stage with ``past``, ``now`` or ``ahead``, seen from ``stage``; all are past once it is done."""
    at = len(STAGES) if done else STAGES.index(Stage(stage))
    return [(one, "past" if n < at else "now" if n == at else "ahead") for n, one in enumerate(STAGES)]
