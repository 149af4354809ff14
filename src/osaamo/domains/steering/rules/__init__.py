"""Who may do what to the plan; how schedules and structured fields are read, and what a day makes of them."""

from osaamo.domains.steering.rules.access import may_steer, top_of
from osaamo.domains.steering.rules.lines import EXAMPLES, BadLine, keys_in, read_lines, write_lines
from osaamo.domains.steering.rules.schedules import BadSchedule, Span, read_schedule
from osaamo.domains.steering.rules.standings import is_late, standing_of

__all__ = [
    "EXAMPLES",
    "BadLine",
    "BadSchedule",
    "Span",
    "is_late",
    "keys_in",
    "may_steer",
    "read_lines",
    "read_schedule",
    "standing_of",
    "top_of",
    "write_lines",
]
