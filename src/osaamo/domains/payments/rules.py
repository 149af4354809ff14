"""Who may do what to prices, orders and payments."""

from __future__ import annotations

from osaamo.domains.payments.models import Order, Payment, RuleVersion
from osaamo.kernel.access import allow, has_role, owns
from osaamo.kernel.models import Organisation, Role

plans = has_role(Role.PLANNER)
plans_host = has_role(Role.PLANNER, at="host")
plans_rule = has_role(Role.PLANNER, at=lambda version: version.rule.organisation)

allow(Organisation, "manage-payments", plans)
allow(Organisation, "manage-prices", plans)
allow(RuleVersion, "change", plans_rule)
allow(Order, "view", owns | plans_host)
allow(Order, "refund", plans_host)
allow(Payment, "settle", plans_host)
