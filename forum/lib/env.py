"""Typed readers of environment variables, for settings only."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


def read_bool(name: str, default: bool) -> bool:
    """Return the switch `name`; words other than yes/no forms stop the start."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")


def read_int(name: str, default: int) -> int:
    """Return the whole number `name`, from 0; anything else stops the start."""
    raw = os.environ.get(name)
    if raw is None or not raw.strip():
        return default
    word = raw.strip()
    if not (word.isascii() and word.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.")
    return int(word)


def read_list(name: str) -> list[str]:
    """Return the comma-separated words of `name`, without blanks."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def read_secret(name: str) -> str:
    """Return the secret `name`, or the content of the file that `name`_FILE points at, or ''."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from error
    return os.environ.get(name, "").strip()


def read_networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Return the comma-separated networks of `name`, such as 10.1.2.0/24; anything else stops the start."""
    try:
        return [ip_network(word) for word in read_list(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be networks such as 10.1.2.0/24: {error}.") from error
