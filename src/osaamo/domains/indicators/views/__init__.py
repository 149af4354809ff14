"""Pages; each module holds one concern."""
