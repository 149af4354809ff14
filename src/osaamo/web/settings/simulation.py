"""One school's study system in ``osaamo simulate crossstudy``: the domain and what it stands on, without the pages.

A process that is killed and started again twenty times starts fast this way.
"""

import os

from osaamo.web.settings.base import *  # noqa: F403 - settings files build on each other

SECRET_KEY = os.urandom(32).hex()  # nobody signs in
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
DOMAINS = ["osaamo.domains.crossstudy"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django_tasks",
    "django_tasks_db",
    "osaamo.kernel",
    *DOMAINS,
]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "osaamo.domains.crossstudy.urls"
# The tables are made at once as they are now: the kernel's migrations lean on those of the pages' apps.
MIGRATION_MODULES = {name.rpartition(".")[2]: None for name in INSTALLED_APPS}
