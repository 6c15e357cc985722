"""Moments as people of a place read them: ISO 8601 with the offset that was in force, and when their day ends."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=16)
def zone(name: str) -> tzinfo:
    """The time zone of this name (`Europe/Paris`). Raises ZoneInfoNotFoundError or ValueError for an unknown one."""
    return UTC if name == "UTC" else ZoneInfo(name)


def iso(moment: float, name: str) -> str:
    """A Unix time as `2015-07-16T10:40:16.626+02:00`."""
    return datetime.fromtimestamp(moment, zone(name)).isoformat(timespec="milliseconds")


def plain(moment: float, name: str) -> str:
    """The time of the clocks there, `2015-07-16 10:40:16`."""
    return datetime.fromtimestamp(moment, zone(name)).strftime("%Y-%m-%d %H:%M:%S")


def day_of(moment: float, name: str) -> str:
    """The date there, `YYYY-MM-DD`."""
    return datetime.fromtimestamp(moment, zone(name)).date().isoformat()


def day_began(moment: float, name: str) -> float:
    """The Unix time of the last midnight there."""
    place = zone(name)
    today = datetime.fromtimestamp(moment, place).date()
    return datetime(today.year, today.month, today.day, tzinfo=place).timestamp()


def day_ends(moment: float, name: str) -> float:
    """The Unix time of the next midnight there; a day may have 23 or 25 hours."""
    place = zone(name)
    tomorrow = datetime.fromtimestamp(moment, place).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=place).timestamp()


def span(seconds: float) -> str:
    """A length of time as `HH:MM:SS`."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
