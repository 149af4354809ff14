"""Load the sample alliance, courses, ads and, on one's own machine, people; read the skills of the texts."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone, translation

from osaamo.competence.services import read_texts
from osaamo.domains.badges.services import load_demo as load_badges
from osaamo.domains.credits.services import load_demo as load_credits
from osaamo.domains.crossstudy.services import load_demo as load_enrolments
from osaamo.domains.evaluation.services import load_demo as load_proposals
from osaamo.domains.events.models import Event
from osaamo.domains.events.services import load_demo as load_events
from osaamo.domains.finance.services import load_bookings, load_budget, tie_to_events
from osaamo.domains.governance.services import load_bodies
from osaamo.domains.governance.services import load_demo as load_reports
from osaamo.domains.indicators.services import load_indicators
from osaamo.domains.offering.models import Realisation
from osaamo.domains.offering.services import load_degrees, load_modules
from osaamo.domains.offering.services import load_demo as load_courses
from osaamo.domains.payments.services import load_demo as load_prices
from osaamo.domains.steering.services import load_demo as load_plan_samples
from osaamo.domains.teaching.jobs import read_texts_of_catalogue
from osaamo.domains.teaching.services import load_demo as load_drafts
from osaamo.kernel.demo import load_demo_people
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.refs import ref_of
from osaamo.web import demo
from osaamo.web.ads import count_months, load_ads, load_samples_of_planning, load_theses
from osaamo.web.demo import alliance, people
from osaamo.web.management.commands.load_plan import load_steering


class Command(BaseCommand):
    """Loads the samples; running it again changes nothing and reads only what changed."""

    help = "Load the sample alliance, courses, ads and people, and read skills. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Write the rows, then read the texts that are new or changed."""
        with transaction.atomic():
            load_alliance()
            load_degrees(rows=demo.degrees())
            courses = load_courses(rows=demo.courses(timezone.localdate()))
            load_modules(**demo.offering(timezone.localdate()))
            ads = load_ads(rows=demo.ads(timezone.localdate()))
            load_theses(table=demo.theses())
            load_prices()
            load_steering()
            budget = load_budget(data=demo.plan("budget"), organisation=Organisation.objects.get(code="3amk"))
            load_bookings(budget=budget)
            load_indicators(plan=demo.plan("indicators"), computing=demo.plan("measures"))
            load_bodies(data=demo.plan("bodies")["bodies"], organisation=Organisation.objects.get(code="3amk"))
        if settings.OSAAMO_DEMO_PASSWORD:
            load_people(password=settings.OSAAMO_DEMO_PASSWORD)
        load_proposals(on=timezone.localdate(), people=sample_people())
        load_events(
            events=demo.plan("offering")["events_2021"],
            activities=demo.plan("activities")["activities_2021"],
            on=timezone.localdate(),
            people=sample_people(),
        )
        tie_to_events(budget=budget, refs={event.key: ref_of(event) for event in Event.objects.exclude(source="")})
        load_plan_samples(**demo.plan("samples"), on=timezone.localdate(), people=sample_people())
        read = read_texts()
        count_months()
        load_samples_of_planning(
            on=timezone.localdate(),
            history=demo.history(timezone.localdate()),
            organisation=Organisation.objects.get(code="3amk"),
            planner=sample_people().get("planner"),
        )
        self.stdout.write(f"{courses} courses, {ads} ads; {read} texts read.")
        if settings.OSAAMO_DEMO_PASSWORD:
            self.stdout.write(logins())
        load_badges(rows=demo.badges(), holder=sample_people().get("student"))
        load_credits(on=timezone.localdate(), people=sample_people())
        runs = [ref_of(run) for run in Realisation.objects.order_by("starts", "pk")]
        load_enrolments(on=timezone.localdate(), people=sample_people(), refs=runs)
        load_drafts(teacher=sample_people().get("teacher"))
        load_reports(**demo.plan("governance"), on=timezone.localdate(), people=sample_people())
        read_texts_of_catalogue.enqueue()


def load_alliance() -> None:
    """Write the organisations of the demo, parents first."""
    for row in alliance():
        parent = Organisation.objects.get(code=row["parent"]) if row["parent"] else None
        Organisation.objects.update_or_create(
            code=row["code"],
            defaults={
                "kind": row["kind"],
                "name": row["name"],
                "short_name": row["short_name"],
                "parent": parent,
            },
        )


@transaction.atomic
def load_people(*, password: str) -> None:
    """Write the sample people, with addresses that count as confirmed."""
    for person in load_demo_people(rows=people(), password=password):
        EmailAddress.objects.update_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )


def sample_people() -> dict[str, Person]:
    """The sample people that were written, by role."""
    known = {
        person.email: person for person in Person.objects.filter(eppn="", email__in=[p["email"] for p in people()])
    }
    return {row["role"]: known[row["email"]] for row in people() if row["email"] in known}


def logins() -> str:
    """A line for each sample person, and their password, in English like all that commands print."""
    with translation.override("en"):
        lines = [
            f"  {row['email']:<34}{row['name']:<18}{Role(row['role']).label}, {row['organisation']}" for row in people()
        ]
    return "\n".join(["Log in as any of", *lines, f"with the password {settings.OSAAMO_DEMO_PASSWORD}"])
