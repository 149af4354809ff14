"""The pages of the offering."""
