"""Settings refuse what must not run: each refusal names the setting and says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.environment import mailer, mailer_at, scanner

ROOT = Path(__file__).parents[2]
STRONG = "correct-horse-battery-staple-0123456789-and-some-more-of-it"
PRODUCTION = {
    "SUNDIAL_ENV": "production",
    "SECRET_KEY": STRONG,
    "ALLOWED_HOSTS": "support.example.com",
}


def settings_with(**changes: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process of its own with only these variables set."""
    kept = ("PATH", "LD_LIBRARY_PATH")  # what the interpreter itself may need
    environment = {name: os.environ[name] for name in kept if name in os.environ} | changes
    return subprocess.run(
        [sys.executable, "-c", "import portal.settings as s; print(s.SECRET_KEY)"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_development_needs_no_setting() -> None:
    assert settings_with().returncode == 0


def test_production_settings_that_are_complete_are_taken() -> None:
    assert settings_with(**PRODUCTION).stdout.strip() == STRONG


@pytest.mark.parametrize("environment", ["production", "test"])
@pytest.mark.parametrize(
    "secret",
    ["", "changeme", "django-insecure-" + "x1y2z3" * 12, "short but random 8f3a", "ab" * 40],
    ids=["missing", "known", "insecure", "short", "of two characters"],
)
def test_a_weak_secret_is_refused_outside_development(environment: str, secret: str) -> None:
    started = settings_with(**PRODUCTION | {"SUNDIAL_ENV": environment, "SECRET_KEY": secret})

    assert started.returncode != 0
    assert "SECRET_KEY must be at least 50 random characters" in started.stderr
    assert secret not in started.stderr or not secret


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SUNDIAL_ENV": "prod"}, "must be development, test or production"),
        ({"DEBUG": "true"}, "DEBUG shows code and settings to visitors"),
        ({"SUNDIAL_DEMO": "true"}, "SUNDIAL_DEMO switches second factors off"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the hosts"),
        ({"SECRET_KEY_FILE": "/no/such/file"}, "SECRET_KEY_FILE names /no/such/file"),
        ({"SCANNER": "http://clamav"}, "SCANNER is 'http://clamav'; it must be clamd://"),
    ],
    ids=[
        "unknown environment",
        "debug",
        "demo",
        "no hosts",
        "no such file",
        "no scanner",
    ],
)
def test_what_production_must_not_have_is_refused(changes: dict[str, str], said: str) -> None:
    started = settings_with(**PRODUCTION | changes)

    assert started.returncode != 0
    assert said in started.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{STRONG}\n", encoding="utf-8")
    settings = {key: value for key, value in PRODUCTION.items() if key != "SECRET_KEY"}

    assert settings_with(**settings, SECRET_KEY_FILE=str(file)).stdout.strip() == STRONG


def test_mail_goes_where_the_address_says(tmp_path: Path) -> None:
    smtp = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.com",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "portal",
        "EMAIL_HOST_PASSWORD": "word",
        "EMAIL_USE_TLS": True,
    }
    files = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}

    options = mailer(smtp, tmp_path)["OPTIONS"]

    assert (options["host"], options["port"], options["use_tls"]) == ("mail.example.com", 587, True)
    assert mailer(files, tmp_path)["OPTIONS"] == {"file_path": str(tmp_path)}


@pytest.mark.parametrize(
    "named", ["", "clamd://clamav:3310", "clamd:///run/clamd.sock", "our.scanner:look"]
)
def test_a_scanner_is_clamd_or_a_function_or_none(named: str) -> None:
    assert scanner(named) == named


def test_mail_goes_through_a_service_by_its_name_and_options(tmp_path: Path) -> None:
    assert mailer_at("anymail+amazon_ses://", tmp_path) == {
        "BACKEND": "anymail.backends.amazon_ses.EmailBackend",
        "OPTIONS": {},
    }
    assert mailer_at("anymail+mailgun://?api_key=a%2Fb&sender_domain=mg.example", tmp_path) == {
        "BACKEND": "anymail.backends.mailgun.EmailBackend",
        "OPTIONS": {"api_key": "a/b", "sender_domain": "mg.example"},
    }


def test_other_addresses_of_mail_mean_what_they_did(tmp_path: Path) -> None:
    options = mailer_at("smtp+tls://portal:word@mail.example.com:587", tmp_path)["OPTIONS"]

    assert (options["host"], options["port"], options["use_tls"]) == ("mail.example.com", 587, True)
    assert mailer_at("consolemail://", tmp_path) == {
        "BACKEND": "django.core.mail.backends.console.EmailBackend"
    }
