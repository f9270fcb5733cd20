"""Mail that development captured: shown there, and nowhere else."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client

ADDRESS = "/captured-mail/"


@pytest.fixture
def developing(settings: pytest.FixtureRequest, tmp_path: Path) -> Path:
    settings.SUNDIAL_ENV = "development"  # type: ignore[attr-defined]  # pytest-django's own
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's own
    return tmp_path / "mail"


def captured(folder: Path, *subjects: str) -> None:
    """Write mails as the backend of development does, one file for all."""
    mails = [
        EmailMultiAlternatives(one, "See https://a.example/x", to=["p@b.c"]) for one in subjects
    ]
    for mail in mails:
        mail.attach_alternative("<p onclick='x()'>See</p><script>x()</script>", "text/html")
    EmailBackend(alias="default", file_path=str(folder)).send_messages(mails)


@pytest.mark.django_db
def test_captured_mails_are_listed_and_their_links_can_be_followed(developing: Path) -> None:
    captured(developing, "An invitation", "Another")

    page = Client().get(ADDRESS).content.decode()
    name = next(developing.iterdir()).name
    one = Client().get(f"{ADDRESS}{name}/").content.decode()

    assert "An invitation" in page
    assert "Another" in page
    assert 'href="https://a.example/x"' in one
    assert "onclick" not in one
    assert "x()" not in one


@pytest.mark.django_db
def test_before_the_first_mail_the_page_says_what_to_do(developing: Path) -> None:
    assert "Nothing captured yet" in Client().get(ADDRESS).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nothing.log", "..log", "secrets"])
def test_no_other_file_is_shown(developing: Path, name: str) -> None:
    assert Client().get(f"{ADDRESS}{name}/").status_code == 404


@pytest.mark.django_db
def test_outside_development_there_is_no_such_page(settings: pytest.FixtureRequest) -> None:
    settings.SUNDIAL_ENV = "production"  # type: ignore[attr-defined]  # pytest-django's own

    assert Client().get(ADDRESS).status_code == 404
