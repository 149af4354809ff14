"""The pages: the calendar and an event, what is one's own, and what organisers do."""
