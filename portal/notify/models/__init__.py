"""What leaves the portal and what waits in it: outgoing mail, inboxes, and what people prefer."""

from portal.notify.models.bounce import Bounce
from portal.notify.models.notification import Notification
from portal.notify.models.outgoing import OutgoingMail
from portal.notify.models.preference import NotificationPreference

__all__ = ["Bounce", "Notification", "NotificationPreference", "OutgoingMail"]
