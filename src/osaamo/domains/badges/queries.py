"""Reads: badges, who holds them, and the addresses under which the world finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import get_language

from osaamo.connectors.openbadges import Achievement, Issuer, Skill
from osaamo.connectors.openbadges_checking import KnownKey
from osaamo.connectors.openbadges_status import LENGTH
from osaamo.domains.badges.enums import Decision, KeyUse, RuleKind
from osaamo.domains.badges.models import BadgeClass, BadgeVersion, Claim, Credential, IssuerKey, IssueRule, StatusEntry
from osaamo.kernel.duties import end_of, holds
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.kernel.models import Person
    from osaamo.ports.attainments import Attainment


def issuer_address(organisation: Organisation) -> str:
    """Of the organisation's profile as an issuer."""
    return f"{settings.OSAAMO_ADDRESS}/badges/issuers/{organisation.code}"


def version_address(version: BadgeVersion) -> str:
    """Of what a badge is given for, in one version."""
    return f"{settings.OSAAMO_ADDRESS}/badges/classes/{version.badge.key}/{version.number}"


def credential_address(key: object) -> str:
    """Of a badge somebody holds."""
    return f"{settings.OSAAMO_ADDRESS}/badges/awards/{key}"


def status_address(number: int) -> str:
    """Of a status list."""
    return f"{settings.OSAAMO_ADDRESS}/badges/status/{number}"


def key_address(kid: str) -> str:
    """Of a public key in JWK form."""
    return f"{settings.OSAAMO_ADDRESS}/badges/keys/{quote(kid)}"


def issuer_of(organisation: Organisation, language: str) -> Issuer:
    """The organisation as it stands in badges."""
    return Issuer(issuer_address(organisation), translated(organisation.name, language))


def achievement_of(version: BadgeVersion, language: str) -> Achievement:
    """What the badge is given for, in one language."""
    return Achievement(
        id=version_address(version),
        name=translated(version.name, language),
        description=translated(version.description, language),
        criteria=translated(version.criteria, language),
        kind=version.kind,
        language=language,
        version=str(version.number),
        issuer=issuer_of(version.badge.organisation, language),
        skills=tuple(Skill(skill["uri"], translated(skill["labels"], language)) for skill in version.skills),
        credits=version.credits,
        image=f"{version_address(version)}/image.svg",
    )


def badges_on_offer() -> QuerySet[BadgeClass]:
    """The badges that are given now, with their versions and rules."""
    return (
        BadgeClass.objects.filter(retired_at__isnull=True)
        .select_related("organisation")
        .prefetch_related("versions", "rules__parts__versions")
    )


def rules_in_force(badge: BadgeClass) -> list[IssueRule]:
    """The ways to earn the badge now."""
    return [rule for rule in badge.rules.all() if rule.ended_at is None]


def takes_evidence(badge: BadgeClass) -> bool:
    """Whether one may hand in evidence for the badge now."""
    return badge.retired_at is None and any(rule.kind == RuleKind.EVIDENCE for rule in rules_in_force(badge))


def rules_for(attainment: Attainment) -> list[IssueRule]:
    """The rules by which the attainment earns badges."""
    if not attainment.passed or attainment.removed or not attainment.course:
        return []
    rules = IssueRule.objects.filter(
        kind=RuleKind.GRADE,
        course=attainment.course,
        since__lte=attainment.on,
        ended_at__isnull=True,
        badge__retired_at__isnull=True,
    ).select_related("badge__organisation")
    return [rule for rule in rules if reaches(attainment.grade, rule.least_grade)]


def still_earns(attainment: Attainment, rule: IssueRule | None) -> bool:
    """Whether a badge that was given for the attainment is still earned by it; a rule that ended counts on."""
    if not attainment.passed or attainment.removed:
        return False
    return rule is None or (rule.course == attainment.course and reaches(attainment.grade, rule.least_grade))


def reaches(grade: str, least: int | None) -> bool:
    """Whether a grade is at least ``least``; a grade that is no number reaches no number."""
    if least is None:
        return True
    grade = grade.strip()
    return grade.isascii() and grade.isdigit() and int(grade) >= least


def held(person: Person) -> QuerySet[Credential]:
    """The badges of a person, withdrawn ones too, newest first."""
    return Credential.objects.filter(person=person).select_related("badge__organisation", "version")


def holds_all(person: Person, badges: QuerySet[BadgeClass]) -> bool:
    """Whether the person holds each of at least one badge."""
    wanted = set(badges.values_list("pk", flat=True))
    own = Credential.objects.filter(person=person, withdrawn_at__isnull=True, badge__in=wanted)
    return bool(wanted) and wanted == set(own.values_list("badge", flat=True))


def claims_for(person: Person) -> QuerySet[Claim]:
    """Claims that wait for a decision the person may make, oldest first; never their own."""
    places = _below(person, Role.TEACHER, Role.PLANNER)
    waiting = Claim.objects.filter(decision=Decision.WAITING, badge__organisation__in=places).exclude(person=person)
    return waiting.select_related("badge__organisation", "person").prefetch_related("badge__versions")


def waiting_claims() -> QuerySet[Claim]:
    """The claims that nobody decided on."""
    return Claim.objects.filter(decision=Decision.WAITING)


def waiting_count(person: int, day: date) -> int:
    """How many claims wait for a decision the person may make on the day; never their own."""
    issued = holds(person, Role.TEACHER, Role.PLANNER, on=day, at="badge__organisation")
    return waiting_claims().filter(issued).exclude(person=person).count()


def new_badges(since: date) -> QuerySet[Credential]:
    """The badges given after a day whose holders have not said yet who sees them, oldest first."""
    fresh = Credential.objects.filter(issued_at__gte=end_of(since), withdrawn_at__isnull=True, is_shared=False)
    return fresh.filter(person__is_active=True).select_related("version").order_by("issued_at", "pk")


def declined_claims(since: date) -> QuerySet[Claim]:
    """The claims declined after a day without a newer one or the badge; ``name`` is that of the badge, oldest first."""
    newest = BadgeVersion.objects.filter(badge=OuterRef("badge")).order_by("-number").values("name")[:1]
    newer = Claim.objects.filter(badge=OuterRef("badge"), person=OuterRef("person"), pk__gt=OuterRef("pk"))
    held_now = Credential.objects.filter(badge=OuterRef("badge"), person=OuterRef("person"), withdrawn_at__isnull=True)
    declined = Claim.objects.filter(decision=Decision.DECLINED, decided_at__gte=end_of(since), person__is_active=True)
    rows = declined.filter(~Exists(newer), ~Exists(held_now)).annotate(name=Subquery(newest))
    return rows.order_by("decided_at", "pk")


def planned_by(person: Person) -> list[Organisation]:
    """The organisations whose badges the person plans."""
    return sorted(_below(person, Role.PLANNER), key=lambda place: place.code)


def issues_anywhere(person: Person) -> bool:
    """Whether the person decides on claims anywhere."""
    return bool(_below(person, Role.TEACHER, Role.PLANNER))


def _below(person: Person, *roles: Role) -> list[Organisation]:
    """The organisations in which, or above which, the person holds one of the roles."""
    if not person.is_active:
        return []
    held_at = set(memberships_on().filter(person=person, role__in=roles).values_list("organisation", flat=True))
    places = Organisation.objects.select_related("parent__parent") if held_at else ()
    return [place for place in places if any(above.pk in held_at for above in place.lineage())]


def find_key(address: str) -> KnownKey | None:
    """The key of ours at an address, also one that was retired, with the issuer it signs for."""
    issuer, _, fragment = address.partition("#")
    if fragment:
        code = issuer.removeprefix(f"{settings.OSAAMO_ADDRESS}/badges/issuers/")
        known = IssuerKey.objects.filter(use=KeyUse.EMBEDDED, kid=fragment).first()
        ours = code != issuer and Organisation.objects.filter(code=code).exists()
        return KnownKey((issuer,), known.public["multikey"]) if known and ours else None
    kid = address.removeprefix(f"{settings.OSAAMO_ADDRESS}/badges/keys/")
    known = IssuerKey.objects.filter(use=KeyUse.TOKEN, kid=kid).first() if kid != address else None
    if known is None:
        return None
    return KnownKey(tuple(issuer_address(place) for place in Organisation.objects.all()), known.public)


def find_status(address: str, index: int) -> bool | None:
    """Whether the bit of a list of ours is set; ``None`` where it is none of ours."""
    number = address.removeprefix(f"{settings.OSAAMO_ADDRESS}/badges/status/")
    if number == address or not (number.isascii() and number.isdigit()) or len(number) > 9 or index >= LENGTH:
        return None
    entry = StatusEntry.objects.filter(pk=(int(number) - 1) * LENGTH + index + 1).first()
    return entry.withdrawn if entry else None


def withdrawn_in(number: int) -> list[int]:
    """The indexes that are set in a status list."""
    first = (number - 1) * LENGTH + 1
    rows = StatusEntry.objects.filter(pk__gte=first, pk__lt=first + LENGTH, withdrawn=True)
    return [pk - first for pk in rows.values_list("pk", flat=True)]


def has_list(number: int) -> bool:
    """Whether the list has any entry."""
    first = (number - 1) * LENGTH + 1
    return number > 0 and StatusEntry.objects.filter(pk__gte=first, pk__lt=first + LENGTH).exists()


def counts(badge: BadgeClass) -> dict[str, int]:
    """How many hold the badge (``held``), and from how many it was withdrawn (``withdrawn``)."""
    in_force = Q(withdrawn_at__isnull=True)
    return Credential.objects.filter(badge=badge).aggregate(
        held=Count("pk", filter=in_force), withdrawn=Count("pk", filter=~in_force)
    )


def page_language() -> str:
    """The language of the page."""
    return get_language() or "fi"
