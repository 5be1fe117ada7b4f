"""What every page shares: headers, assets, navigation, and how templates write numbers and times."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from flask import Flask, request
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from foundation import assets, headers
from foundation.clock import now
from foundation.navigation import navigation

THEMES = ("system", "light", "dark")
UNITS = (31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60)  # seconds in a year, month, week, day, hour, minute

_zone_choosers: list[Callable[[], str | None]] = []


def init_app(app: Flask) -> None:
    """Set up headers, assets and what templates call."""
    headers.init_app(app)
    assets.init_app(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        number=number, percent=percent, initial=initial, relative_time=relative_time, exact_time=exact_time
    )
    app.jinja_env.globals.update(theme=theme, navigation=navigation)


def choose_time_zone(chooser: Callable[[], str | None]) -> Callable[[], str | None]:
    """Register a function that may know the reader's time zone (an IANA name); asked in order of registration."""
    _zone_choosers.append(chooser)
    return chooser


def time_zone() -> ZoneInfo:
    """The reader's time zone, UTC where nobody knows."""
    return ZoneInfo(next((zone for chooser in _zone_choosers if (zone := chooser())), "UTC"))


def theme() -> str:
    """The colours this browser has chosen: `system`, `light` or `dark`."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else "system"


def number(value: float | None) -> str:
    """`12345` → `12,345`; None → a dash."""
    return "—" if value is None else str(format_decimal(value))


def percent(part: float, whole: float) -> str:
    """`percent(1, 3)` → `33.3%`. Cut, not rounded: 100.0% means all of it. Of nothing: 0.0%."""
    return f"{int(part * 1000 / whole) / 10 if whole else 0:.1f}%"


def initial(name: str) -> str:
    """The first letter or character of a name, for its avatar."""
    return next((character for character in name if character.isalnum()), "·").upper()


def relative_time(moment: dt.datetime) -> str:
    """How long ago, or from now, in the largest unit that fits whole: `3 hours ago`."""
    seconds = (moment - now()).total_seconds()
    length = next((length for length in UNITS if abs(seconds) >= length), None)
    if length is None:
        return _("just now")
    whole = dt.timedelta(seconds=int(seconds / length) * length)
    return format_timedelta(whole, threshold=1, add_direction=True, locale=get_locale())


def exact_time(moment: dt.datetime) -> str:
    """The moment in the reader's time zone, to the second, with the zone's offset."""
    local = moment.astimezone(time_zone())
    return f"{local:%Y-%m-%d %H:%M:%S} UTC{local.isoformat()[-6:]}"
