"""The mail that carries an invitation."""

from django.conf import settings
from django.template.loader import render_to_string

from portal.notify.services import post
from portal.tenancy.models import Invitation


def send_invitation(invitation: Invitation, token: str) -> None:
    """Put the invitation's mail into the outbox; the token stands nowhere else."""
    link = f"{settings.PORTAL_URL}/invitations/{token}/"
    text = render_to_string("people/mail/invitation.txt", {"invitation": invitation, "link": link})
    post(
        vendor=invitation.vendor,
        key=f"invitation-{invitation.pk}",
        recipient=invitation.email,
        subject=f"You are invited to {invitation.vendor.name} support",
        text=text,
        at=invitation.invited_at,
    )
