"""Counting rules of credits, statistics, tutoring for credit."""
