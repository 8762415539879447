"""Typed readers of environment variables, for settings only."""

import json
import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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


def is_place(address: Any) -> bool:
    """Whether it is the address of a page: https, or http for trying things on this very machine."""
    if not isinstance(address, str) or not re.fullmatch(r"[!-~]+", address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and host in ("127.0.0.1", "localhost", "::1"))
    )


def read_place(name: str) -> str:
    """Return the address of a page `name`, or ''; anything else stops the start."""
    address = read_secret(name)
    if address and not is_place(address):
        raise ImproperlyConfigured(f"{name} must be an address such as https://example.org/forum.")
    return address


def read_sisters(name: str) -> dict[str, dict[str, Any]]:
    """Return other forums by the word that stands for each in addresses: their address and secret, and what may be left out
    (title, email, level). Anything else stops the start; no secret is repeated."""
    raw = read_secret(name)
    try:
        said = json.loads(raw or "{}")
        sisters = {
            word: {
                "title": sister.get("title") or word,
                "address": sister["address"].rstrip("/"),
                "secret": sister["secret"],
                "email": sister.get("email") is True,
                "level": sister.get("level") is True,
            }
            for word, sister in said.items()
        }
    except (ValueError, AttributeError, KeyError, TypeError):
        sentence = f'{name} must be JSON such as {{"name": {{"address": "https://…", "secret": "…"}}}}.'
        raise ImproperlyConfigured(sentence) from None
    for word, sister in sisters.items():
        if not re.fullmatch(r"[-a-z0-9_]{1,40}", word):
            raise ImproperlyConfigured(f"{name}: a name consists of small letters, digits and hyphens.")
        if not is_place(sister["address"]) or urlsplit(sister["address"]).query:
            raise ImproperlyConfigured(f"{name}: the address of {word} must look like https://example.org.")
        if not isinstance(sister["secret"], str) or len(sister["secret"]) < 32:
            raise ImproperlyConfigured(f"{name}: the secret of {word} must hold at least 32 characters.")
        if not isinstance(sister["title"], str):
            raise ImproperlyConfigured(f"{name}: the title of {word} must be text.")
    return sisters
