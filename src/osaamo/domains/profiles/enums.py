"""The closed lists of the domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SERVICE = "osaamo"
"""The recipient of the consent to keep a profile: this service itself, no organisation."""


class Purpose(models.TextChoices):
    """What a person may agree to."""

    PROFILE = "profile", _("Keeping my profile")
    GUIDANCE = "guidance", _("Guidance by a counsellor")
    EFFECT = "guidance-effect", _("Figures on how guidance helps")


class ViewPurpose(models.TextChoices):
    """Why somebody else saw a person's data."""

    GUIDANCE = "guidance", _("Guidance you asked for")
    SHARE_LINK = "share-link", _("Somebody opened a link you shared")


class SourceKind(models.TextChoices):
    """Where skills come from."""

    CV = "cv", _("CV")
    TRANSCRIPT = "transcript", _("Study record")
    THESIS = "thesis", _("Thesis")
    TEXT = "text", _("Free text")
    BADGE = "badge", _("Badge")
    HOBBY = "hobby", _("Hobby or unpaid work")


class SkillStatus(models.TextChoices):
    """What the person says of a skill."""

    SUGGESTED = "suggested", _("Suggested")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Not me")
    ADDED = "added", _("Added by me")


class ChangeKind(models.TextChoices):
    """What changed in a skill of a profile."""

    STATUS = "status", _("Status")
    GRADE = "grade", _("Own grade")


class GoalKind(models.TextChoices):
    """Where a goal comes from."""

    OCCUPATION = "occupation", _("Occupation")
    AD = "ad", _("Job ad")
    SKILLS = "skills", _("Skills I chose")
    REFERENCE = "reference", _("Job ad of this service")


class Content(models.TextChoices):
    """What a share link may show."""

    SKILLS = "skills", _("My skills")
    GRADES = "grades", _("My own grades")
    EVIDENCE = "evidence", _("The sentences behind the skills")
    GOAL = "goal", _("My goal")
    STUDIES = "studies", _("My completed studies")


class Need(models.TextChoices):
    """Why somebody asks for guidance, the most pressing first."""

    STUCK = "stuck", _("My studies have stopped")
    CHANGE = "change", _("I am changing field or degree")
    PATH = "path", _("I am planning my studies")
    CAREER = "career", _("I am planning my career")
    OTHER = "other", _("Something else")


class CaseStatus(models.TextChoices):
    """How far guidance has come."""

    ASKED = "asked", _("Waiting for a counsellor")
    OPEN = "open", _("With a counsellor")
    CLOSED = "closed", _("Closed")
