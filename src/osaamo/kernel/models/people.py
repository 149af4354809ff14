"""People, and the roles they hold in organisations for a time."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from osaamo.kernel.models.organisations import Organisation

if TYPE_CHECKING:
    from datetime import date, datetime


class Role(models.TextChoices):
    """What a person does in an organisation."""

    STUDENT = "student", _("Student")
    OPEN_LEARNER = "open_learner", _("Continuous learner")
    TEACHER = "teacher", _("Teacher")
    COUNSELLOR = "counsellor", _("Guidance counsellor")
    PLANNER = "planner", _("Offering planner")
    RDI = "rdi", _("RDI staff")
    EXPORT = "export", _("Education export")
    ZONE_MEMBER = "zone_member", _("Member of the sports service")
    ZONE_STAFF = "zone_staff", _("Staff of the sports service")
    STEERING_MEMBER = "steering_member", _("Member of the steering group")
    RECTOR = "rector", _("Rector")
    IT_ADMIN = "it_admin", _("IT administrator")


class PersonManager(BaseUserManager["Person"]):
    """Makes people: local ones known by e-mail, federated ones by home organisation and ePPN."""

    def create_local(self, *, email: str, display_name: str, password: str | None = None, **more: Any) -> Person:
        """A new local person; without a password nobody can log in as them until one is set."""
        person = self.model(email=email.strip().lower(), display_name=display_name, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_federated(self, *, home_organisation: Organisation, eppn: str, display_name: str, **more: Any) -> Person:
        """A new person whom their home organisation identifies; they have no password here."""
        person = self.model(
            home_organisation=home_organisation, eppn=eppn.strip().lower(), display_name=display_name, **more
        )
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def federated(self, *, home_organisation: Organisation, eppn: str) -> Person | None:
        """The person of that ePPN at home there, or ``None``: the only key a federated login is joined by."""
        return self.filter(home_organisation=home_organisation, eppn=eppn.strip().lower()).first()


class Person(AbstractBaseUser):
    """Somebody who can log in. Purpose: to keep each person's data theirs. Kept until the person deletes it.

    A federated person is their home organisation and ePPN; an e-mail address is never taken for one. A local person is
    their confirmed e-mail address. What anybody may do follows from their memberships, not from flags on this row.
    """

    class Language(models.TextChoices):
        """A language of the pages."""

        FINNISH = "fi", "suomi"
        SWEDISH = "sv", "svenska"
        ENGLISH = "en", "English"

    key: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name: models.CharField[str, str] = models.CharField(max_length=120)
    preferred_language: models.CharField[str, str] = models.CharField(
        max_length=2, choices=Language.choices, default=Language.FINNISH
    )
    # Null, not empty: empty addresses would collide in the unique constraint.
    email: models.EmailField[str | None, str | None] = models.EmailField(null=True, blank=True)  # noqa: DJ001 - above
    home_organisation: models.ForeignKey[Organisation | None, Organisation | None] = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people_at_home"
    )
    eppn: models.CharField[str, str] = models.CharField(max_length=255, blank=True, default="")
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now, editable=False)
    last_seen: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    # Neither an e-mail address nor an ePPN belongs to everybody, so the name Django asks for is a number of our own.
    USERNAME_FIELD = "key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        """In order of name; one row for each ePPN of a home organisation and for each local e-mail address."""

        ordering = ("display_name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(home_organisation__isnull=True, eppn="")
                | (Q(home_organisation__isnull=False) & ~Q(eppn="")),
                name="person_eppn_with_home",
            ),
            models.UniqueConstraint(
                "home_organisation", Lower("eppn"), condition=~Q(eppn=""), name="person_once_per_eppn"
            ),
            models.UniqueConstraint(Lower("email"), condition=Q(eppn=""), name="person_once_per_local_email"),
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_federated(self) -> bool:
        """Whether their home organisation says who they are."""
        return bool(self.eppn)


class Membership(models.Model):
    """A role in an organisation from ``starts`` up to, not including, ``ends``. Purpose: to say what one may do."""

    person: models.ForeignKey[Person, Person] = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation: models.ForeignKey[Organisation, Organisation] = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role: models.CharField[str, str] = models.CharField(max_length=20, choices=Role.choices)
    starts: models.DateField[date, date] = models.DateField()
    ends: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    granted_by: models.ForeignKey[Person | None, Person | None] = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="granted_memberships"
    )

    class Meta:
        """Oldest first; an open role is held once."""

        ordering = ("starts", "pk")
        indexes = (models.Index(fields=("role", "organisation"), name="membership_role"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="membership_days"),
            models.UniqueConstraint(
                fields=("person", "organisation", "role"), condition=Q(ends__isnull=True), name="membership_open_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} @ {self.organisation}"
