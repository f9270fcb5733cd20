"""Which addresses a probe may be sent to: public ones, and those that the operator allows.

A name is resolved first, each of its addresses checked, and the connection made to a checked
address: a name that answers otherwise the second time leads nowhere else (CWE-918).
"""

import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

from portal.kernel.refusal import Refusal

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

PORTS = {"http": 80, "https": 443}
NAT64 = ip_network("64:ff9b::/96")  # public by its own number, whatever lies behind it

# Resolvers wait as long as they like, and cannot be told otherwise.
_resolving = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolving")


def checked_url(url: str) -> SplitResult:
    """This function will take an address apart that a probe could ask.

    :raises Refusal: if it is none: not HTTP, without a host, or with a password in it.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise _no_address("The address cannot be read.") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise _no_address("Give an address that begins with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise _no_address("Leave name and password out of the address: it is shown to colleagues.")
    if port == 0 or any(sign.isspace() or not sign.isprintable() for sign in url.strip()):
        raise _no_address("The address cannot be read.")
    return parts


def port_of(parts: SplitResult) -> int:
    """This function will return the port that an address means."""
    return parts.port or PORTS[parts.scheme]


def resolve(host: str, port: int, *, allowed: Iterable[str], within: float) -> list[str]:
    """This function will return the addresses of a host, all of them checked.

    :param allowed: networks that may be asked although they are not public.
    :raises Refusal: if one of them may not be asked.
    :raises OSError: if the name is not known, or nobody says in time whether it is.
    """
    asked = _resolving.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = list(dict.fromkeys(str(row[4][0]) for row in asked.result(timeout=within)))
    networks = [ip_network(one, strict=False) for one in allowed]
    for text in found:
        check_address(ip_address(text.partition("%")[0]), networks)
    return found


def check_address(address: Address, allowed: Iterable[Network] = ()) -> None:
    """This function will refuse an address inside the operator's own networks, or of no host.

    :raises Refusal: naming the setting that could allow it.
    """
    meant = _meant(address)
    if any(address in network or meant in network for network in allowed):
        return
    if not meant.is_global or meant.is_multicast or meant.is_reserved:
        raise Refusal(
            f"{address} is no public address. Whoever runs the portal can allow its network with "
            "PROBE_PRIVATE_ADDRESSES.",
            code="private_address",
        )


def _meant(address: Address) -> Address:
    """Return the older address that a newer one only wraps."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    wrapped = address.ipv4_mapped or address.sixtofour
    if wrapped is None and address.teredo:
        wrapped = address.teredo[1]
    return wrapped or address


def _no_address(sentence: str) -> Refusal:
    return Refusal(sentence, code="bad_address")
