"""The pages of credits and of tutoring for credit."""
