from __future__ import annotations

from ipaddress import ip_network

import pytest

from deliveries.addresses import is_allowed, is_own, read_networks

REFUSED_NETWORKS = [
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "0.0.0.0/8",
    "192.0.0.0/24",
    "192.88.99.0/24",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "::1/128",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2002::/16",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    "168.63.129.16/32",
    "3fff::/20",
    "2001:db8::/32",
    "192.0.2.0/24",
]
REFUSED_ADDRESSES = [
    "224.0.0.1",
    "239.255.255.255",
    "ff02::1",
    "192.88.99.1",
    "168.63.129.16",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "fec0::1",
    "::ffff:0:127.0.0.1",
    "5f00::1",
    "3fff::1",
    "100.64.0.1",
    "100.100.100.200",
    "fe80::1%eth0",
    "2001:0:7f00:1::",
    "localhost",
    "127.1",
]


@pytest.mark.parametrize("network", REFUSED_NETWORKS)
def test_the_first_and_the_last_address_of_a_refused_network_are_refused(network: str) -> None:
    assert not is_allowed(str(ip_network(network)[0]))
    assert not is_allowed(str(ip_network(network)[-1]))


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_addresses_that_the_standard_library_lets_through_are_refused(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001::200e"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address)


def test_the_operator_can_allow_a_network_also_in_its_wrapped_form() -> None:
    allowed = read_networks("127.0.0.0/8, fd00::/8")
    assert is_allowed("127.0.0.1", allowed)
    assert is_allowed("::ffff:127.0.0.1", allowed)
    assert is_allowed("fd00::2", allowed)
    assert not is_allowed("10.0.0.1", allowed)


def test_allowing_a_wrapper_does_not_allow_what_is_inside() -> None:
    allowed = read_networks("64:ff9b::/96")
    assert is_allowed("64:ff9b::101:101", allowed)
    assert not is_allowed("64:ff9b::7f00:1", allowed)


def test_a_list_of_networks_names_what_is_no_network() -> None:
    assert read_networks("") == ()
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/33"):
        read_networks("127.0.0.0/8,10.0.0.0/33")


def test_this_machine_knows_its_own_addresses() -> None:
    assert is_own("127.0.0.1")
    assert not is_own("1.1.1.1")
