"""Mail that a provider posts: anymail's own view, our receiver behind it."""

import base64
import json

import pytest
from anymail.signals import inbound
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory

from incidents.mailin import webhook
from incidents.models import InboundMail, MailState
from tests.cast import Site
from tests.incidents.mailin.sending import DOMAIN, mail_server, written

__all__ = ["mail_server"]
pytestmark = pytest.mark.usefixtures("mail_server")
SECRET = "provider:a word between us"


@pytest.fixture(autouse=True)
def secret(settings: pytest.FixtureRequest) -> None:
    settings.ANYMAIL_WEBHOOK_SECRET = SECRET  # type: ignore[attr-defined]  # pytest-django's own


def posted(site: Site, secret: str) -> int:
    """Post a mail as the provider does, and return what it is answered."""
    raw = written(site.house.contact.person.email)
    body = {"RawEmail": raw.as_string(), "OriginalRecipient": f"lumeon@{DOMAIN}"}
    word = base64.b64encode(secret.encode()).decode()
    request = RequestFactory().post(
        "/mail-hooks/postmark/inbound/",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Basic {word}"},
    )
    return int(PostmarkInboundWebhookView.as_view()(request).status_code)


def test_a_posted_mail_opens_an_incident(lumeon: Site) -> None:
    webhook.listen()
    try:
        assert posted(lumeon, SECRET) == 200
        assert posted(lumeon, SECRET) == 200  # a provider may say it twice
    finally:
        inbound.disconnect(dispatch_uid="incidents.mailin")

    mail = InboundMail.objects.get()
    assert (mail.state, mail.subject) == (MailState.ACCEPTED, "The printer prints nothing")


def test_whoever_does_not_know_the_secret_posts_nothing(lumeon: Site) -> None:
    with pytest.raises(SuspiciousOperation):  # which Django answers by 400
        posted(lumeon, "provider:guessed")
    assert not InboundMail.objects.exists()
