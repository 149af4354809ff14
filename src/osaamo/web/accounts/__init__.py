"""Signing in: local accounts and home organisations, by django-allauth under our own keys, texts and pages."""
