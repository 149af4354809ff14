"""The closed lists of governance."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyKind(models.TextChoices):
    """What a body is."""

    MEMBER_BOARD = "member_board", _("Board of a member")
    GROUP_OF_BODIES = "group_of_bodies", _("Group of bodies")
    STEERING = "steering", _("Steering body")
    OFFICER = "officer", _("Officer")
    ADVISORY = "advisory", _("Advisory board")
    COOPERATION = "cooperation_body", _("Cooperation body")
    AREA_STEERING = "area_steering_group", _("Steering group of an area")
    COMPANY_BOARD = "company_board", _("Board of a company")
    COORDINATION = "coordination_group", _("Coordination group")
    OPERATIVE = "operative_team", _("Operative team")
    CORE_TEAM = "spearhead_core_team", _("Core team of a spearhead")
    EXPERTS = "expert_group", _("Group of experts")
    STUDENT_UNION = "student_union", _("Student union")
    SERVICE_TEAM = "service_team", _("Service team")
    WORKING_GROUP = "working_group", _("Working group")
    UNIT = "unit", _("Unit")
    PLANNED = "planned_body", _("Planned body")
    STUDENT_ORGANISATION = "student_organisation", _("Student organisation")


class SeatRole(models.TextChoices):
    """What somebody is in a body."""

    CHAIR = "chair", _("Chair")
    MEMBER = "member", _("Member of the body")
    SECRETARY = "secretary", _("Secretary")
    STUDENT = "student", _("Student member")


class ReportState(models.TextChoices):
    """Where a quarterly report stands, in the order of its way; a superseded one was frozen and taken back."""

    DRAFT = "draft", _("Draft")
    COMMENTED = "commented", _("Commented")
    APPROVED = "approved", _("Approved")
    FROZEN = "frozen", _("Frozen")
    SUPERSEDED = "superseded", _("Superseded")


ACCEPTED = (ReportState.APPROVED, ReportState.FROZEN)
"""A steering group stands behind these."""


class NoteKind(models.TextChoices):
    """What a group writes into its report beside the data."""

    COMMENT = "comment", _("Comment of an area")
    RISK = "risk", _("Risk")
    ASK = "ask", _("Decision asked for")


class Answer(models.TextChoices):
    """What an expert answered to an invitation."""

    OPEN = "open", _("Not answered yet")
    YES = "yes", _("Accepted")
    NO = "no", _("Declined")


class PoolKind(models.TextChoices):
    """What an expert can be asked for."""

    TEACHERS = "teachers", _("Teachers")
    RDI = "rdi", _("Experts of RDI")
    EXPORT = "export", _("Experts of education export")
    ASSESSORS = "assessors", _("Assessors")
    EVALUATORS = "evaluators", _("Evaluators")
