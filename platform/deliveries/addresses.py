"""Which addresses an outgoing request may reach."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Our own table: `is_global` of the standard library lets multicast, NAT64, 6to4, site-local and cloud host
# services through. Sources: the IANA special-purpose registries and the metadata services of the large clouds.
REFUSED: tuple[Network, ...] = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier NAT; holds a cloud's metadata service
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host service
        "169.254.0.0/16",  # link-local; metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "::1/128",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # holds Teredo
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
# The only block of IPv6 handed out for the public internet; whatever is outside of it is refused.
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
COMPATIBLE = (IPv6Network("::/96"), IPv6Network("::ffff:0:0:0/96"))


def read_networks(text: str) -> tuple[Network, ...]:
    """Read the comma list of `LABELROOM_CALLBACK_ALLOWED_NETWORKS`; ValueError names the part that is no network."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def is_allowed(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Say whether a numeric address may be dialled: public by our table, or in a network the operator allows."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.scope_id:
        return False
    return _is_allowed(parsed, allowed)


def is_listed(address: str, networks: Sequence[Network]) -> bool:
    """Say whether a numeric address lies in one of the networks itself."""
    return _within(ip_address(address), networks)


def is_own(address: str) -> bool:
    """Say whether a numeric address belongs to this machine; nothing is sent to find out."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            return ip_address(str(probe.getsockname()[0])) == ip_address(address)
    except (OSError, ValueError):
        return False


def _is_allowed(address: Address, allowed: Sequence[Network]) -> bool:
    by_operator = _within(address, allowed)
    inner = _unwrap(address)
    if inner is not None:
        # What is inside decides, also where the operator allows the wrapper: NAT64 must not reach loopback.
        return _is_allowed(inner, allowed) and (by_operator or _within(inner, allowed))
    if by_operator:
        return True
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return not _within(address, REFUSED)


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _unwrap(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to, if it is a wrapper around one."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    # ::1 and :: are addresses of their own, not wrappers
    if int(address) > 1 and _within(address, (*NAT64, *COMPATIBLE)):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
