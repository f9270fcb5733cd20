"""Whether a mail's sender is proved: by what our own mail server found, and by nothing else.

A mail can carry any header its sender likes. Only the topmost Authentication-Results counts, only
with our server's own name in it (RFC 8601), and only where that server handed the mail over: below
it stands whatever the sender wrote. DMARC that passed proves the From address's domain; so does
DKIM or SPF that passed for that domain or one above it.
"""

from dataclasses import dataclass

import authres
from django.conf import settings

from incidents.mailin.reading import Parsed

LONGEST = 4_000  # characters of a header; no server of ours writes more


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the sender is proved, and by what, or why not."""

    is_given: bool
    words: str


def proof_of(parsed: Parsed, *, is_trusted: bool) -> Proof:
    """Return whether the sender of a mail is who the mail says."""
    if not parsed.has_one_sender:
        return Proof(False, "It does not name exactly one sender.")
    if not is_trusted:
        return Proof(False, "It was not handed over by our own mail server.")
    if not parsed.results:
        return Proof(False, "Our mail server has not said whether the sender is genuine.")
    return _judged(parsed.results, parsed.sender.rpartition("@")[2])


def _judged(header: str, domain: str) -> Proof:
    found = _parsed(header)
    if found is None:
        return Proof(False, "What our mail server found about the sender cannot be read.")
    known = {one.lower() for one in settings.MAILIN_AUTHSERV_IDS}
    if str(found.authserv_id or "").lower() not in known:
        return Proof(False, "The check of its sender is not our mail server's.")
    for result in found.results:
        if words := _proves(result, domain):
            return Proof(True, words)
    return Proof(False, f"No check proves that it comes from {domain}.")


def _parsed(header: str) -> authres.AuthenticationResultsHeader | None:
    text = " ".join(header.split())
    if len(text) > LONGEST:
        return None
    try:
        return authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {text}")
    except (authres.AuthResError, ValueError, RecursionError, TypeError, AttributeError):
        return None


def _proves(result: authres.AuthenticationResult, domain: str) -> str:
    """Return how a result proves the domain of the From address; empty: it does not."""
    if str(result.result).lower() != "pass":
        return ""
    method = str(result.method).lower()
    said = {
        (str(one.type).lower(), str(one.name).lower()): str(one.value or "").lower()
        for one in result.properties
    }
    if method == "dmarc":
        is_proof = said.get(("header", "from"), "").rpartition("@")[2] == domain
    elif method == "dkim":
        signed = said.get(("header", "d")) or said.get(("header", "i"), "")
        is_proof = _is_at_or_above(signed.rpartition("@")[2], domain)
    else:
        mailed = said.get(("smtp", "mailfrom"), "") if method == "spf" else ""
        is_proof = _is_at_or_above(mailed.rpartition("@")[2], domain)
    return f"{method.upper()} passed for {domain}."[:200] if is_proof else ""


def _is_at_or_above(other: str, domain: str) -> bool:
    """Say whether a domain is this one or one that it lies in; a bare top level is neither."""
    other = other.strip(".")
    return "." in other and (domain == other or domain.endswith(f".{other}"))
