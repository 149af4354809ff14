"""The commands that run the service: serve, migrate, load-demo and Django's own behind manage."""

from __future__ import annotations

import os
import threading

import click

MEGABYTE = 1024 * 1024
MOST_BYTES = 64 * MEGABYTE


def _name_settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osaamo.web.settings.dev")


def use_django() -> None:
    """Start Django with the settings the environment names, or those of one's own machine."""
    _name_settings()
    import django

    django.setup()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option(
    "--threads", default=lambda: min(8, max(2, os.cpu_count() or 2)), show_default="one a core, 2 to 8",
    type=click.IntRange(1, 64), help="Requests at the same time.",
)  # fmt: skip
@click.option("--trusted-proxy", default="", help="Address of the proxy whose X-Forwarded headers are believed.")
@click.option("--warm/--no-warm", default=True, show_default=True, help="Load the engine before the first request.")
@click.option("--jobs/--no-jobs", default=True, show_default=True, help="Run jobs too; --no-jobs beside `osaamo work`.")
def serve(host: str, port: int, threads: int, trusted_proxy: str, *, warm: bool, jobs: bool) -> None:
    """Serve the pages and the interface for programs."""
    _name_settings()
    import waitress
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    if warm:
        from django.urls import get_resolver

        from osaamo.competence.warming import warm_up

        # What pages need made is registered when they are read.
        get_resolver().url_patterns  # noqa: B018 - reading it reads them
        # Beside the server, so that the first page does not wait for it.
        threading.Thread(target=warm_up, daemon=True).start()
    if jobs:
        from osaamo.kernel.jobs import work

        # A job that the end of the server cuts short is run again by the next one.
        threading.Thread(target=work, daemon=True).start()
    proxy = (
        {
            "trusted_proxy": trusted_proxy,
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
            "clear_untrusted_proxy_headers": True,
        }
        if trusted_proxy
        else {}
    )
    click.echo(f"http://{host}:{port}/")
    waitress.serve(
        application,
        host=host,
        port=port,
        threads=threads,
        ident="",
        # What people send stays in memory: nothing spills to a temporary file, and nothing larger is taken in.
        max_request_body_size=MOST_BYTES,
        inbuf_overflow=MOST_BYTES + MEGABYTE,
        **proxy,
    )


@click.command()
def migrate() -> None:
    """Bring the database to the tables of this version."""
    _manage("migrate", "--verbosity", "1")


@click.command("load-demo")
def load_demo() -> None:
    """Load the sample alliance, courses, ads and people, and print how to log in; running it again changes nothing."""
    _manage("load_demo")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, such as check or shell."""
    _manage(*(arguments or ("help",)))


def _manage(*arguments: str) -> None:
    _name_settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["osaamo manage", *arguments])


COMMANDS = (serve, migrate, load_demo, manage)
"""What the main command mounts."""
