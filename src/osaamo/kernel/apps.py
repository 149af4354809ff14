"""The Django app of the common ground."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Organisations and what every domain stands on."""

    name = "osaamo.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
