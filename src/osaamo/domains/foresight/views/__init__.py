"""The pages of foresight."""
