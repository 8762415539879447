"""Mail addresses that are thrown away: the owner's list of domains, and a function that knows more, if there is one."""

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from forum import options

DOMAIN = re.compile(r"(?:\*\.)?[^\s@*/,;:]{1,200}\.[^\s@*/,;:.]{2,63}\Z")
logger = logging.getLogger(__name__)


def find_bad_domain(lines: str) -> str:
    """Return the first line that is no domain, '' when all are."""
    return next(
        (line.strip() for line in lines.splitlines() if line.strip() and not DOMAIN.match(line.strip())), ""
    )


@lru_cache(maxsize=8)
def read_domains(lines: str) -> frozenset[str]:
    return frozenset(encode(line.strip()) for line in lines.splitlines() if line.strip())


def encode(domain: str) -> str:
    """Return the one form of a domain, that of the DNS, whatever its case and script."""
    star, _mark, rest = domain.rpartition("*.")
    with suppress(UnicodeError):  # what cannot be encoded matches nothing
        rest = rest.encode("idna").decode()
    return f"{star}{'*.' if domain.startswith('*.') else ''}{rest}".lower()


def is_disposable(address: str) -> bool:
    """Whether an address stands in the owner's list, or the function in DISPOSABLE_ADDRESS_CHECK says so."""
    domain = encode(address.rpartition("@")[2])
    listed = read_domains(options.current().disposable_domains)
    above = domain.split(".")
    if domain in listed or any(f"*.{'.'.join(above[start:])}" in listed for start in range(1, len(above))):
        return True
    return bool(settings.DISPOSABLE_ADDRESS_CHECK) and ask_check(domain)


def ask_check(domain: str) -> bool:
    """Ask the function that the settings name. Whatever goes wrong in it keeps nobody from signing up."""
    try:
        check: Callable[[str], bool] = import_string(settings.DISPOSABLE_ADDRESS_CHECK)
        return bool(check(domain))
    except Exception:
        logger.exception("DISPOSABLE_ADDRESS_CHECK failed; the address was taken.")
        return False
