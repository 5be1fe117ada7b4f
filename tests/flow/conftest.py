"""Fixtures of the flow: a house on each database, its administrator and two annotators, each with a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from foundation.settings import Settings
from tests.exports.conftest import load  # noqa: F401 -- the fixture that loads files as people do who train
from tests.flow.hands import PASSWORD, Person
from tests.flow.house import House, open_house


@dataclass
class Stage:
    """Who plays: the house, its administrator and two annotators."""

    house: House
    administrator: Person
    annotators: tuple[Person, Person]
    secret: str


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(
    request: pytest.FixtureRequest, make_settings: Callable[..., Settings], servers_folder: Path, chromium: Browser
) -> Iterator[Stage]:
    """A house in which the administrator has made a token and invited two annotators."""
    settings = make_settings(
        request.param, callback_allowed_networks=[ip_network("127.0.0.0/8")], language="en", multi_tenant_sqlite=False
    )
    with open_house(settings, settings.data_dir) as house:
        organization = ("organizations", "create", "acme", "--name", "Acme", "--owner-email", "olga@example.com")
        house.command(*organization, "--owner-password", PASSWORD)
        administrator = Person(house, chromium, "olga@example.com")
        administrator.sign_in()
        house.token = administrator.make_token("Sample center")
        annotators = (Person(house, chromium, "anna@example.com"), Person(house, chromium, "ben@example.com"))
        for annotator in annotators:
            annotator.join(administrator.invite())
        yield Stage(house, administrator, annotators, administrator.show_secret())
        for person in (administrator, *annotators):
            assert person.close() == []
