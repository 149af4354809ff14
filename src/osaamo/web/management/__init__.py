"""Commands that span domains."""
