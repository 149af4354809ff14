"""Who may do what to the plan; how schedules are read and what a day makes of them."""

from osaamo.domains.steering.rules.access import may_steer, top_of
from osaamo.domains.steering.rules.schedules import BadSchedule, Span, read_schedule
from osaamo.domains.steering.rules.standings import is_late, standing_of

__all__ = ["BadSchedule", "Span", "is_late", "may_steer", "read_schedule", "standing_of", "top_of"]
