"""The settings refuse what would be unsafe, each in a process of its own; and what must stay true of the checkout."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "correct-horse-battery-staple-and-some-more-letters-0123456789"
SHOW = """
import json
from django.conf import settings as s
names = [name for name in dir(s) if name.isupper()]
print(json.dumps({name: getattr(s, name) for name in names}, default=str))
"""
PRODUCTION = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "forum.example.org",
    "DATABASE_URL": "postgresql://u:p@db.example.org/forum",
}


def start(code=SHOW, **environment):
    """Run `code` in a fresh process with the settings and just these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    variables = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "forum.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60)


def read(**environment):
    """Return the settings of a process with these variables."""
    result = start(**environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY[:49]}, "at least 50 random characters"),
        ({"SECRET_KEY": "ab" * 40}, "at least 50 random characters"),
        ({"SECRET_KEY": "development-only-" + "0" * 48}, "at least 50 random characters"),
        ({"SECRET_KEY_FILE": "/nowhere/at/all"}, "SECRET_KEY_FILE cannot be read"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "forum.example.org,*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "."}, "ALLOWED_HOSTS must name"),
        ({"HTTPS": "0"}, "HTTPS=0"),
        ({"HTTPS": "0", "ALLOWED_HOSTS": "localhost,forum.example.org"}, "HTTPS=0"),
        ({"DEBUG": "maybe"}, "DEBUG must be 1 or 0"),
        ({"HTTPS": "ja"}, "HTTPS must be 1 or 0"),
        ({"TRUSTED_PROXY_COUNT": "one"}, "TRUSTED_PROXY_COUNT must be a whole number"),
        ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT must be a whole number"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT must be a whole number"),
        ({"HSTS_SECONDS": "1y"}, "HSTS_SECONDS must be a whole number"),
        ({"SIGN_ON_HIGHEST_LEVEL": "super_administrator"}, "SIGN_ON_HIGHEST_LEVEL must be one of approved"),
        ({"SIGN_ON_URL": "http://example.org/"}, "SIGN_ON_URL must be an address"),
    ],
)
def test_production_does_not_start_with_unsafe_or_senseless_settings(changes, sentence):
    result = start(**{**PRODUCTION, **changes})
    assert result.returncode == 1
    assert "ImproperlyConfigured" in result.stderr
    assert sentence in result.stderr
    assert KEY not in result.stderr


@pytest.mark.parametrize("module", ["forum.wsgi", "forum.asgi"])
def test_a_server_does_not_start_where_nothing_is_configured(module):
    result = start(f"import {module}")
    assert result.returncode == 1
    assert "SECRET_KEY" in result.stderr


def test_production_has_secure_cookies_and_insists_on_https():
    found = read(**PRODUCTION)
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "VISITOR_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
                 "SESSION_COOKIE_HTTPONLY"):  # fmt: skip
        assert found[name] is True, name
    assert found["DEBUG"] is False
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["SESSION_COOKIE_SAMESITE"] == found["CSRF_COOKIE_SAMESITE"] == "Lax"
    assert found["SITE_URL"] == "https://forum.example.org"
    assert found["DEFAULT_FROM_EMAIL"] == "no-reply@forum.example.org"
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert found["DATABASES"]["default"]["HOST"] == "db.example.org"
    assert "unsafe" not in json.dumps(found["SECURE_CSP"])


def test_production_passes_djangos_own_deployment_check():
    code = "import django; django.setup(); from django.core.management import call_command as run\n"
    result = start(code + "run('check', deploy=True, fail_level='WARNING')", **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_proxies_are_trusted_only_when_they_are_counted():
    found = read(**PRODUCTION, TRUSTED_PROXY_COUNT="2")
    assert found["TRUSTED_PROXY_COUNT"] == found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_secrets_may_lie_in_files(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    (tmp_path / "mail").write_text("mail-password\n")
    found = read(
        ALLOWED_HOSTS="forum.example.org",
        SECRET_KEY_FILE=str(tmp_path / "key"),
        EMAIL_HOST="mail.example.org",
        EMAIL_PASSWORD_FILE=str(tmp_path / "mail"),
    )
    assert found["SECRET_KEY"] == KEY
    assert found["EMAIL_HOST_PASSWORD"] == "mail-password"
    assert found["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert found["EMAIL_USE_TLS"] is True


def test_trying_production_on_this_machine_needs_no_https():
    found = read(SECRET_KEY=KEY, ALLOWED_HOSTS="127.0.0.1,localhost,[::1]", HTTPS="0")
    assert (found["DEBUG"], found["SESSION_COOKIE_SECURE"], found["SECURE_HSTS_SECONDS"]) == (False, False, 0)


def test_a_development_checkout_answers_to_this_machine_only_and_needs_nothing():
    found = read(DEBUG="1")
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert found["DATABASES"]["default"]["ENGINE"] == "forum.embedded"
    assert found["SESSION_COOKIE_SECURE"] is False
    assert found["EMAIL_BACKEND"].endswith("console.EmailBackend")


@pytest.mark.parametrize(
    ("environment", "debug"),
    [({}, "True"), ({**PRODUCTION}, "False"), ({**PRODUCTION, "DEBUG": "1"}, "True")],
)
def test_management_commands_assume_development_only_where_nothing_is_configured(environment, debug):
    code = "import sys, manage; sys.argv = ['manage.py', 'diffsettings', '--all', '--output=unified']; manage.main()"
    result = start(code, **environment)
    assert result.returncode == 0, result.stderr
    assert re.search(rf"^\+? *DEBUG = {debug}$", result.stdout, re.MULTILINE)


def test_the_driver_is_psycopg2_and_psycopg_3_has_not_slipped_in():
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    assert is_psycopg3 is False


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_says_why_it_is_there(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    own, _mark, carried = "\n".join(lines).partition("\n# Carried in")
    for line in own.splitlines()[1:]:
        if not line.startswith("-r "):
            assert re.fullmatch(r"[A-Za-z0-9-]+(\[[a-z]+\])?==[0-9][0-9.]*(\.post[0-9]+)?\s+# \S.*", line), (
                line
            )
    for line in carried.splitlines()[1:]:
        assert re.fullmatch(r"[A-Za-z0-9_-]+==[0-9][0-9.]*(\.post[0-9]+)?", line), line
    assert not re.search(r"^psycopg(\[|==)", "\n".join(lines), re.MULTILINE)


def test_every_variable_that_is_read_is_explained():
    source = (ROOT / "forum/settings.py").read_text(encoding="utf-8")
    table, code = source.split('"""', 2)[1:]
    names = set(re.findall(r'read_\w+\("([A-Z_]+)"', code))
    assert len(names) > 10
    assert [name for name in names if not re.search(rf"\b{name}\b", table)] == []
