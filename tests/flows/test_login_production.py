"""A real server's cookies are for TLS and the server only, and its settings pass Django's own check."""

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json
from osaamo.web.settings import production as p
names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
         "ACCOUNT_DEFAULT_HTTP_PROTOCOL", "DEFAULT_FROM_EMAIL", "EMAIL_HOST_PASSWORD")
print(json.dumps({name: getattr(p, name) for name in names} | {"providers": sorted(p.OSAAMO_LOGIN.sources)}))
"""
FILE = """
[[provider]]
id = "metropolia"
protocol = "oidc"
name = "Metropolia"
issuer = "https://login.metropolia.example"
client_id = "osaamo"
[[provider.home]]
domain = "metropolia.fi"
organisation = "metropolia"
"""


def run(tmp_path, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OSAAMO_")}
    needed = {"OSAAMO_SECRET_KEY": "x" * 60, "OSAAMO_HOSTS": "osaamo.example", "OSAAMO_VAR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**clean, **needed, **environment}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_what_a_real_server_is_set_to(tmp_path):
    file = tmp_path / "login.toml"
    file.write_text(FILE)
    secrets = {"OSAAMO_OIDC_SECRET_METROPOLIA": "s", "OSAAMO_MAIL_PASSWORD": "m"}
    done = run(tmp_path, OSAAMO_LOGIN=str(file), **secrets)
    assert json.loads(done.stdout) == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
        "DEFAULT_FROM_EMAIL": "osaamo@osaamo.example",
        "EMAIL_HOST_PASSWORD": "m",
        "providers": ["metropolia"],
    }


@pytest.mark.slow
def test_without_its_secret_a_provider_stops_the_start(tmp_path):
    file = tmp_path / "login.toml"
    file.write_text(FILE)
    done = run(tmp_path, OSAAMO_LOGIN=str(file))
    assert done.returncode != 0
    assert "Set OSAAMO_OIDC_SECRET_METROPOLIA" in done.stderr
