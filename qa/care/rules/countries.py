"""Countries of the register, and what a browser's language says of where somebody is. Pure but for names."""

import re

from django.utils.translation import gettext_lazy as _

NAMES = {
    "": _("From anywhere"), "AT": _("Austria"), "AU": _("Australia"), "BE": _("Belgium"), "BR": _("Brazil"),
    "CA": _("Canada"), "CH": _("Switzerland"), "DE": _("Germany"), "DK": _("Denmark"), "ES": _("Spain"),
    "EU": _("European Union"), "FI": _("Finland"), "FR": _("France"), "GB": _("United Kingdom"), "IE": _("Ireland"),
    "IN": _("India"), "IT": _("Italy"), "NL": _("Netherlands"), "NO": _("Norway"), "NZ": _("New Zealand"),
    "PL": _("Poland"), "SE": _("Sweden"), "US": _("United States"), "ZA": _("South Africa"),
}  # fmt: skip
# Languages that are spoken, for the most part, in one country of the register.
MOSTLY_IN = {
    "de": "DE",
    "fr": "FR",
    "nl": "NL",
    "sv": "SE",
    "da": "DK",
    "nb": "NO",
    "no": "NO",
    "fi": "FI",
    "pl": "PL",
    "it": "IT",
}
TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}))?$")
LONGEST = 200


def name_country(code: str) -> str:
    """Return the name of a country; the two letters where nobody wrote it down."""
    return str(NAMES.get(code, code))


def guess_country(accept_language: str) -> str:
    """Return the country that an Accept-Language header suggests; "" where it says none."""
    for offer in accept_language[:LONGEST].lower().split(","):
        found = TAG.match(offer.partition(";")[0].strip())
        if found is None:
            continue
        if found[2]:
            return found[2].upper()
        if found[1] in MOSTLY_IN:
            return MOSTLY_IN[found[1]]
    return ""
