"""The permission twins of foresight; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from osaamo.domains.foresight.models import BrokenText, Corpus, CorpusRun
from osaamo.domains.foresight.tests.access_portfolio import PORTFOLIO_TWINS
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _corpus():
    return Corpus.objects.create(code=f"corpus-{Corpus.objects.count()}", name={"en": "Ads"}, kind="ads")


def _broken():
    corpus = _corpus()
    run = CorpusRun.objects.create(corpus=corpus, filename="a.csv")
    return BrokenText.objects.create(corpus=corpus, run=run, line=1, code="no-text", digest=corpus.code)


def _common(may: Role, may_not: Role) -> Twin:
    return Twin(lambda: (make_person(may), _corpus()), lambda: (make_person(may_not), _corpus()))


def _at_home(role: Role) -> Twin:
    """The person holds the role in the organisation; the twin holds it in another."""

    def allowed():
        place = make_organisation()
        return make_person(role, place), place

    return Twin(allowed, lambda: (make_person(role), make_organisation()))


TWINS = {
    "foresight.corpus:view": _common(Role.IT_ADMIN, Role.TEACHER),
    "foresight.corpus:take-in": _common(Role.PLANNER, Role.RDI),
    "foresight.corpus:change": _common(Role.IT_ADMIN, Role.PLANNER),
    "foresight.corpus:change-terms": _common(Role.PLANNER, Role.RDI),
    "foresight.brokentext:mend": Twin(
        lambda: (make_person(Role.PLANNER), _broken()), lambda: (make_person(Role.TEACHER), _broken())
    ),
    "kernel.organisation:view-foresight": _at_home(Role.TEACHER),
    **PORTFOLIO_TWINS,
}
