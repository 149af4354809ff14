"""The app configuration of a domain: at start-up it loads what the domain registers with the kernel and the ports."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

REGISTERING_FILES = ("rules", "measures", "texts", "steps", "aiuses", "ports", "jobs")


class DomainConfig(AppConfig):
    """Base of every domain's configuration."""

    # Django picks the one configuration in an apps.py that may be a default: the domain's, not this imported base.
    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    def ready(self) -> None:
        """Import the files of the domain that register something, so that the registrations happen."""
        for file in REGISTERING_FILES:
            module = f"{self.name}.{file}"
            if find_spec(module) is not None:
                import_module(module)
