"""Open Badges: classes, credentials and their revocation."""
