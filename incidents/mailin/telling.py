"""The one answer that a held mail may get: to a contact whose mail was proved to be theirs."""

from django.conf import settings
from django.template.loader import render_to_string

from incidents.models import InboundMail
from portal.notify.services import post


def tell_held(mail: InboundMail) -> None:
    """Tell a registered, proved sender that people look at their mail; nothing of it is quoted."""
    if mail.person is None or not mail.is_verified or mail.person.email != mail.sender:
        return
    link = f"{settings.PORTAL_URL}/{mail.vendor.slug}/"
    context = {"mail": mail, "recipient": mail.person, "vendor": mail.vendor, "link": link}
    post(
        vendor=mail.vendor,
        key=f"mail-{mail.pk}-held",
        recipient=mail.person.email,
        subject="Your mail waits for a look",
        text=render_to_string("incidents/mail/held.txt", context),
        at=mail.received_at,
    )
