"""The Django app of the pages."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, templates, static files and the commands that span domains."""

    name = "osaamo.web"
    label = "web"

    def ready(self) -> None:
        """Load what registers itself: the checks of the login file, the periodic tasks."""
        for module in ("checks", "housekeeping"):
            import_module(f"osaamo.web.accounts.{module}")
