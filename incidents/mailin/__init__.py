"""Mail in: from bytes to a report or a reply, or to the queue of mails that staff decide on.

One address a vendor (PQ-10). LMTP, SMTP, mailboxes and webhooks all end in `taking.take`.
"""
