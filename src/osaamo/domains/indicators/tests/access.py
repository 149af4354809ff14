"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from osaamo.domains.indicators.tests.making import make_indicator
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person
from osaamo.kernel.tests.twins import Twin

TWINS = {
    "indicators.indicator:view": Twin(lambda: (make_person(), make_indicator()), None),
    "indicators.indicator:change": Twin(
        lambda: (make_person(Role.STEERING_MEMBER), make_indicator()),
        lambda: (make_person(Role.PLANNER), make_indicator()),
    ),
}
