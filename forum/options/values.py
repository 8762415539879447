"""All options together. A group of them is a module beside this one."""

from dataclasses import dataclass, fields

from forum.options.addresses import Addresses
from forum.options.answers import Answers
from forum.options.api import Api
from forum.options.captcha import Captcha
from forum.options.care import Care
from forum.options.content_warnings import ContentWarnings
from forum.options.copies import Copies
from forum.options.defences import Defences
from forum.options.engines import Engines
from forum.options.events import Events
from forum.options.favourites import Favourites
from forum.options.feeds import Feeds
from forum.options.finding import Finding
from forum.options.forms import Forms
from forum.options.hotness import Hotness
from forum.options.limits import Limits
from forum.options.lists import Lists
from forum.options.mail import Mail
from forum.options.masks import Masks
from forum.options.moderation import Moderation
from forum.options.notices import Notices
from forum.options.pictures import Pictures
from forum.options.points import Points
from forum.options.privacy import Privacy
from forum.options.professionals import Professionals
from forum.options.profiles import Profiles
from forum.options.registration import Registration
from forum.options.reviews import Reviews
from forum.options.rights import Rights
from forum.options.screening import Screening
from forum.options.sealed import Sealed
from forum.options.search import Search
from forum.options.search_words import SearchWords
from forum.options.shown import Shown
from forum.options.signing_in import SigningIn
from forum.options.site import Site
from forum.options.staff import Staff
from forum.options.subjects import Subjects
from forum.options.tags import Tags
from forum.options.talks import Talks
from forum.options.team import Team
from forum.options.writing import Writing


# The fields of the last class come first: the console shows the groups in their order from the end.
@dataclass(frozen=True)
class Options(
    Engines,
    Api,
    Mail,
    Talks,
    Events,
    Notices,
    Favourites,
    Team,
    Copies,
    Addresses,
    Defences,
    Staff,
    Profiles,
    SigningIn,
    Privacy,
    Registration,
    Limits,
    Feeds,
    Hotness,
    Points,
    Answers,
    Screening,
    Finding,
    Masks,
    Search,
    SearchWords,
    Lists,
    Tags,
    Shown,
    Care,
    Reviews,
    Moderation,
    Rights,
    Professionals,
    ContentWarnings,
    Pictures,
    Sealed,
    Captcha,
    Forms,
    Subjects,
    Writing,
    Site,
):
    """The values in force. Attribute names are the option names."""


DEFAULTS = Options()
DECLARATIONS = {declaration.name: declaration for declaration in fields(Options)}
