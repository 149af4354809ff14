"""Badges given and withdrawn. Giving one twice gives it once."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from osaamo.connectors.openbadges import Award, Evidence, Status, credential_of
from osaamo.connectors.openbadges_proofs import sign_embedded, sign_token
from osaamo.domains.badges import queries
from osaamo.domains.badges.enums import Reason, RuleKind
from osaamo.domains.badges.models import BadgeClass, Credential, IssueRule, StatusEntry
from osaamo.domains.badges.services.keys import can_sign, signing_keys
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.models import Organisation, Person
from osaamo.kernel.refs import ref_of, resolve
from osaamo.kernel.trails import audit
from osaamo.ports import attainments, learned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from osaamo.ports.attainments import Attainment

log = logging.getLogger("osaamo.badges")


def hear(attainment: Attainment) -> None:
    """Give the badges that the attainment earns, and withdraw those it earned and earns no more.

    Where there is no key to sign with, nothing is given: the attainment is stored all the same, and the daily
    catching up gives the badge once there is one.
    """
    rules = queries.rules_for(attainment)
    given = Credential.objects.filter(source_ref=attainment.ref, withdrawn_at__isnull=True).select_related("rule")
    for credential in given:
        if not queries.still_earns(attainment, credential.rule):
            withdraw(credential=credential, reason=Reason.REMOVED, who=None)
    person = resolve(attainment.person)
    if not rules or not isinstance(person, Person):
        return
    if not can_sign():
        log.warning("a badge waits for a signing key")
        return
    for rule in rules:
        issue(
            badge=rule.badge,
            person=person,
            rule=rule,
            source_ref=attainment.ref,
            evidence=[_evidence_of(attainment, person.preferred_language)],
            grade=attainment.grade if rule.tells_grade else "",
            on=attainment.on,
        )


def catch_up(*, start: date, end: date) -> int:
    """How many badges were given for what was completed in the days and had not earned its badge yet."""
    before = Credential.objects.count()
    for attainment in attainments.all_attainments(start, end):
        hear(attainment)
    return Credential.objects.count() - before


@transaction.atomic
def issue(
    *,
    badge: BadgeClass,
    person: Person,
    rule: IssueRule | None,
    source_ref: str = "",
    evidence: Sequence[Evidence] = (),
    grade: str = "",
    on: date | None = None,
    who: Person | None = None,
) -> Credential:
    """The person's badge, signed, in the language of their pages; the one they hold already, if they do.

    It is valid from the day ``on`` (now). Path badges that it completes are given with it.

    Raises:
        NoKeys: there is nothing to sign with.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    known = Credential.objects.filter(badge=badge, person=person, withdrawn_at__isnull=True).first()
    if known is not None:
        return known
    keys = signing_keys()
    version, status, key = badge.versions.order_by("-number")[0], StatusEntry.objects.create(), uuid.uuid4()
    now = timezone.now()
    valid_from = timezone.make_aware(datetime.combine(on, time())) if on else now
    language = person.preferred_language
    unsigned = credential_of(
        Award(
            id=queries.credential_address(key),
            subject=f"urn:uuid:{key}",
            achievement=queries.achievement_of(version, language),
            valid_from=min(valid_from, now),
            status=Status(queries.status_address(status.number), status.index),
            evidence=tuple(evidence),
            grade=grade,
        )
    )
    method = f"{queries.issuer_address(badge.organisation)}#{keys.multikey}"
    credential = Credential.objects.create(
        key=key,
        badge=badge,
        version=version,
        person=person,
        rule=rule,
        status=status,
        source_ref=source_ref,
        issued_at=now,
        language=language,
        evidence=[{"name": one.name, "narrative": one.narrative, "url": one.url} for one in evidence],
        document=sign_embedded(unsigned, keys, verification_method=method, at=now),
        token=sign_token(unsigned, keys, kid=queries.key_address(keys.jwk["kid"])),
    )
    audit(
        verb="badge.issue",
        who=who,
        about=credential,
        organisation=badge.organisation,
        details={"badge": ref_of(badge), "version": version.number, "source": source_ref or "path"},
    )
    tell_profile(credential=credential)
    _complete_paths(credential)
    return credential


@transaction.atomic
def withdraw(*, credential: Credential, reason: Reason, who: Person | None, note: str = "") -> Credential:
    """The badge, withdrawn for good with a reason; path badges that rested on it are withdrawn with it.

    One that was withdrawn before keeps its reason.
    """
    credential = Credential.objects.select_for_update().get(pk=credential.pk)
    if credential.withdrawn_at is not None:
        return credential
    credential.withdrawn_at, credential.withdrawn_by = timezone.now(), who
    credential.reason, credential.note = reason, note
    credential.save(update_fields=["withdrawn_at", "withdrawn_by", "reason", "note"])
    StatusEntry.objects.filter(pk=credential.status_id).update(withdrawn=True)
    audit(
        verb="badge.withdraw",
        who=who,
        about=credential,
        organisation=credential.badge.organisation,
        details={"reason": reason.value},
    )
    tell_profile(credential=credential)
    paths = Credential.objects.filter(
        person=credential.person_id,
        withdrawn_at__isnull=True,
        rule__kind=RuleKind.PARTS,
        rule__parts=credential.badge_id,
    )
    for path in paths:
        withdraw(credential=path, reason=Reason.PART, who=who)
    return credential


@transaction.atomic
def share(*, credential: Credential, is_shared: bool, shows_evidence: bool) -> Credential:
    """The badge with what its page shows to everybody."""
    credential.is_shared, credential.shows_evidence = is_shared, is_shared and shows_evidence
    credential.save(update_fields=["is_shared", "shows_evidence"])
    audit(
        verb="badge.share",
        who=credential.person,
        about=credential,
        details={"shared": credential.is_shared, "evidence": credential.shows_evidence},
    )
    return credential


def tell_profile(*, credential: Credential) -> None:
    """Let the holder's profile know of the badge, or of its withdrawal; whether it is taken in is theirs to say."""
    version, language = credential.version, credential.language
    learned.tell(
        learned.Learned(
            ref=ref_of(credential),
            person=f"kernel.person:{credential.person_id}",
            kind="badge",
            title=translated(version.name, language),
            language=language,
            text="\n\n".join((translated(version.description, language), translated(version.criteria, language))),
            skills=tuple(skill["uri"] for skill in version.skills),
            issuer=translated(credential.badge.organisation.name, language),
            on=timezone.localdate(credential.issued_at),
            removed=credential.withdrawn_at is not None,
        )
    )


def _complete_paths(part: Credential) -> None:
    rules = IssueRule.objects.filter(
        kind=RuleKind.PARTS, parts=part.badge_id, ended_at__isnull=True, badge__retired_at__isnull=True
    ).select_related("badge__organisation")
    for rule in rules:
        if queries.holds_all(part.person, rule.parts.all()):
            own = Credential.objects.filter(
                person=part.person, badge__in=rule.parts.all(), withdrawn_at__isnull=True
            ).select_related("version")
            evidence = [
                Evidence(
                    translated(one.version.name, part.language),
                    translated(one.version.description, part.language),
                    queries.credential_address(one.key),
                )
                for one in own.order_by("pk")
            ]
            issue(badge=rule.badge, person=part.person, rule=rule, evidence=evidence)


def _evidence_of(attainment: Attainment, language: str) -> Evidence:
    host = Organisation.objects.filter(code=attainment.host).first()
    with translation.override(language):
        values: dict[str, Any] = {
            "day": date_format(attainment.on, "j.n.Y"),
            "host": translated(host.name, language) if host else attainment.host,
            "credits": f"{attainment.credits.normalize():f}",
        }
        narrative = gettext("Completed on %(day)s at %(host)s, %(credits)s ECTS credits.") % values
    title = next((attainment.title[code] for code in (language, *LANGUAGES) if attainment.title.get(code)), "")
    return Evidence(title or attainment.course, narrative)
