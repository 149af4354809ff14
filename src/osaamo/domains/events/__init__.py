"""One calendar of events with registration, attendance, feedback and cost."""
