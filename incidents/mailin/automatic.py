"""Whether a mail was written by a program: such mail is kept, and never answered (RFC 3834).

A fifth of real bounces carry none of the marks that programs should set, so the sender's name and
the first lines are looked at too. Who is mistaken for a program is in the list that staff see.
"""

import re
from email.message import Message

from incidents.mailin.wording import header_text

MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Failed-Recipients")
PRECEDENCES = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
# Names of addresses, without the marks between their words.
PROGRAMS = {
    "autoreply", "complaints", "donotreply", "doublebounce", "feedbackloop", "mailadmin",
    "maildaemon", "mailsystem", "mdaemon", "noreply", "postmaster", "smtpdaemon",
}  # fmt: skip
_SUBJECT = re.compile(
    r"^(?:\s*(?:re|fwd?|aw|wg)\s*:)*\s*(?:undeliver(?:ed|able)|delivery (?:status notification|"
    r"failure|report|notification|has failed)|"
    r"mail (?:delivery|could not be delivered|system error|failure|not delivered)|failure notice|"
    r"returned mail|returned to sender|delayed mail|warning: (?:message|could not send)|"
    r"mailsystem error|message (?:delivery failure|status|undeliverable|you sent blocked)|"
    r"(?:auto(?:matic|mated)?[ -]?(?:reply|response|answer)|autoreply|autoresponse)\b|"
    r"out of (?:the )?office|abwesenheit|réponse automatique|unzustellbar|"
    r"rejected mail|non[- ]?deliver(?:ed|y|able)|email (?:feedback report|abuse report)|"
    r"complaint about|message non distribué|abuse report|permanent delivery failure|"
    r"you .{0,80}are not (?:a )?member|loop alert|"
    r"error sending|there was an error sending|delivery problems|user unknown|"
    r"notification d'échec|your (?:message|mail) .{0,40}could not be delivered)",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:this (?:message|is|report|e-?mail) "
    r"(?:was created|is an? auto|is automatically|relates to)|"
    r"could ?n[o']t be delivered|could not deliver|unable to deliver|was not delivered|"
    r"(?:delivery|recipients?|addresses|address(?:es)? listed).{0,60}\bfailed\b|"
    r"permanent (?:fatal )?error|undeliverable|recipient address rejected|"
    r"returned to (?:the )?sender|this is the mail system at host|hi\. this is the qmail|"
    r"delivery (?:to the following|has failed|attempt)|message has not been delivered|"
    r"following recipients?.{0,40}(?:not|fail|could)|"
    r"not (?:a )?member of this mailing list|duplicated message-id|an email abuse report)",
    re.IGNORECASE | re.DOTALL,
)
FIRST = 1500  # characters of the text


def why_automatic(message: Message, *, sender: str, subject: str, text: str) -> str:
    """Say why a mail counts as a program's; empty: a person seems to have written it."""
    return _by_header(message) or _by_sender(sender, subject, text)


def _by_header(message: Message) -> str:
    submitted = header_text(message.get("Auto-Submitted", "no")).lower()
    if submitted and not submitted.startswith("no"):
        return f"Its header says Auto-Submitted: {submitted[:60]}."
    for mark in MARKS:
        if message.get(mark):
            return f"Its header says {mark}."
    if header_text(message.get("Precedence", "")).lower() in PRECEDENCES:
        return "Its header says that it is bulk mail."
    if message.get("List-Id"):
        return "It came over a mailing list."
    if header_text(message.get("Return-Path", "-")) == "<>":
        return "It has no return path, as bounces have none."
    if message.get_content_type() in {"multipart/report", "message/delivery-status"}:
        return "It is a delivery report."
    return ""


def _by_sender(sender: str, subject: str, text: str) -> str:
    name = re.sub(r"[-_.]", "", sender.partition("@")[0].partition("+")[0])
    if name in PROGRAMS or name.startswith(("bounce", "microsoftexchange", "mailerdaemon")):
        return f"Its sender, {sender[:100]}, is a program's address."
    if _SUBJECT.search(subject[:200]) and (not sender or _WORDS.search(text[:FIRST])):
        return "It reads like a delivery report."
    if subject.lower().startswith("complaint about message from"):
        return "It reports a complaint about a mail."
    if _SUBJECT.search(subject[:200]) and re.match(r"auto|out of|abwesen", subject.lower()):
        return "Its subject is an automatic reply's."
    return ""
