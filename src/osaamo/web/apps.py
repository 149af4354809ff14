"""The Django app of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, templates, static files and the commands that span domains."""

    name = "osaamo.web"
    label = "web"
