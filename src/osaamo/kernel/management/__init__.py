"""Commands of the common ground."""
