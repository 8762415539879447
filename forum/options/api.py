"""What programs get: the API, pages as Markdown, the public data set."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

API, DATASET = _("For programs"), _("Public data set")


@dataclass(frozen=True)
class Api:
    """Options of these groups."""

    is_api_on: bool = option(
        True,
        API,
        _("Programs may read"),
        _("What everybody can read on the pages, as JSON below /api/v1/. Off, there is no API at all."),
    )
    are_tokens_on: bool = option(
        True,
        API,
        _("Members may make tokens"),
        _(
            "With a token a program reads and writes for a member, by the very rules that hold for the member."
        ),
        needs=("is_api_on",),
    )
    api_requests_per_member: int = option(
        5_000, API, _("Requests an hour with tokens of one member"), needs=("is_api_on",)
    )
    api_requests_per_network: int = option(
        1_000, API, _("Requests an hour without a token, from one network address"), needs=("is_api_on",)
    )
    are_markdown_pages_on: bool = option(
        True,
        API,
        _("Questions as Markdown, and /llms.txt"),
        _("Only while everybody may read. Language models are led to these pages as well."),
    )
    llms_text: str = option(
        "",
        API,
        _("What /llms.txt says first"),
        _("Markdown, below the name of the site. Empty: the description of the site."),
        high=4_000,
        is_long=True,
        needs=("are_markdown_pages_on",),
    )
    dataset_license: str = option(
        "",
        DATASET,
        _("Licence"),
        _("Its name, such as “CC BY-SA 4.0”. Without one there is no data set, and members are not asked."),
        high=100,
    )
    dataset_license_url: str = option("", DATASET, _("Address of the licence"), high=300)
    are_visitors_in_dataset: bool = option(
        False,
        DATASET,
        _("Posts of visitors without an account are in it"),
        _("Only where your forms tell visitors so before they write."),
        needs=("dataset_license",),
    )
