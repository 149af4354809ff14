"""The Django app of the common ground."""

from importlib import import_module

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Organisations, people, consents, the access gate and what every domain stands on."""

    name = "osaamo.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself: the rules of the access gate, the log of jobs, the periodic tasks."""
        for module in ("rules", "jobs", "housekeeping"):
            import_module(f"osaamo.kernel.{module}")
