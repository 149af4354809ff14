"""The budget: lines, bookings, transfers, contributions and grants."""
