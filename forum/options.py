"""Site options: what the owner may change at run time. A leaf that every layer may read.

Each option is declared once, with its type, default, bounds and the words that explain it; the console draws its
form from these declarations. Only values that differ from the default are stored. One query a request reads all.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import Field, dataclass, field, fields
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forum.lib.rows import fetch
from forum.models import SiteOption

Words = str | Promise


def option(
    default: Any,
    group: Words,
    label: Words,
    help_text: Words = "",
    *,
    low: int = 0,
    high: int = 1_000_000,
    is_long: bool = False,
    choices: tuple[tuple[str, Words], ...] = (),
    needs: tuple[str, ...] = (),
) -> Any:
    """Declare one option; its type is that of the default.

    `low` and `high` bound numbers and text lengths; `choices` are (value, label) for a text that is one of a few words.
    `needs`: names of options of which one has to be on for this one to mean anything; else the console leaves it out.
    """
    metadata = {
        "group": group,
        "label": label,
        "help_text": help_text,
        "low": low,
        "high": high,
        "is_long": is_long,
        "choices": choices,
        "needs": needs,
    }
    return field(default=default, metadata=metadata)


SITE, WRITING, LISTS, LIMITS = _("The site"), _("Writing"), _("Lists"), _("Limits an hour")
REVIEWS = _("The review queue")
PICTURES, MODERATION, SHOWN = _("Pictures and files"), _("Moderation"), _("What a post shows")
FORMS, EXTRA_FIELD = _("Writing forms"), _("A field of your own on questions")
CAPTCHA = _("A question that keeps machines away")
ANSWER_FORMS = (
    ("always", _("Open at once")),
    ("unanswered", _("Open while there is no answer, except for the asker; else behind a button")),
    ("button", _("Behind a button")),
)
EDITORS = (("toolbar", _("With buttons for formatting")), ("plain", _("Plain")))
SCREENING = _("Looked at before it is published")
BLOCKED_ACTIONS = (("hold", _("wait for approval")), ("reject", _("are refused")))
ANSWERS = _("Order of answers")
REGISTRATION, STAFF = _("Signing up"), _("Mails to those who run the site")
DEFENCES, ADDRESSES = _("Against machines and haste"), _("Network addresses")
FAVOURITES = _("Favourites and updates")
ANSWER_ORDERS = (("helpful", _("Most helpful")), ("oldest", _("Oldest")), ("votes", _("Most votes")))
EXCERPTS = (("none", _("None")), ("short", _("Two lines")), ("whole", _("As long as set below")))
RIGHTS = _("Who may do what")
# The twelve steps of the ladder, from the most people to the fewest (qa.policies.permissions climbs it).
STEPS: tuple[tuple[str, Words], ...] = (
    ("everybody", _("Everybody")),
    ("members", _("Members")),
    ("confirmed", _("Members with a confirmed e-mail address")),
    ("points", _("Members with enough points")),
    ("confirmed_points", _("Members with a confirmed e-mail address and enough points")),
    ("approved", _("Approved members")),
    ("approved_points", _("Approved members with enough points")),
    ("experts", _("Experts and above")),
    ("editors", _("Editors and above")),
    ("moderators", _("Moderators and above")),
    ("administrators", _("Administrators")),
    ("super", _("Super administrators")),
)
POINTS_STEPS = ("points", "confirmed_points", "approved_points")
WHO_READS_LOG = (
    ("everybody", _("Everybody")), ("members", _("Members")), ("moderators", _("Moderators")),
)  # fmt: skip
PER_MEMBER, PER_NETWORK = _("for one member"), _("for one network address")


def right(
    default: str,
    label: Words,
    widest: str,
    narrowest: str,
    help_text: Words = "",
    *,
    has_points: bool = True,
    needs: tuple[str, ...] = (),
) -> Any:
    """Declare who has a right: a step of the ladder between the widest and the narrowest that make sense."""
    names = [name for name, _words in STEPS]
    offered = STEPS[names.index(widest) : names.index(narrowest) + 1]
    choices = tuple(step for step in offered if has_points or step[0] not in POINTS_STEPS)
    return option(default, RIGHTS, label, help_text, choices=choices, needs=needs)


def threshold(label: Words, *, needs: tuple[str, ...] = ()) -> Any:
    """Declare how many points are enough for the right named before."""
    words = format_lazy(_("{right}: enough points are"), right=label)
    return option(200, RIGHTS, words, _("Counts only where enough points are asked for."), needs=needs)


COMMENTING = ("are_question_comments_allowed", "are_answer_comments_allowed")


@dataclass(frozen=True)
class Options:
    """The values in force. Attribute names are the option names."""

    site_name: str = option("Mindwellnessforum", SITE, _("Name of the site"), high=60, low=1)
    welcome_text: str = option(
        "Welcome to Mindwellnessforum where you can ask questions about relationships and mental health",
        SITE,
        _("Welcome text"),
        _("Stands in the sidebar of every page."),
        high=500,
        is_long=True,
    )
    sidebar_text: str = option(
        "",
        SITE,
        _("More in the sidebar"),
        _("Markdown; shown below the welcome text."),
        high=4000,
        is_long=True,
    )
    footer_text: str = option("", SITE, _("Footer"), _("Markdown."), high=2000, is_long=True)

    title_min_length: int = option(12, WRITING, _("Shortest title"), _("Characters."), low=1, high=100)
    title_max_length: int = option(120, WRITING, _("Longest title"), _("Characters."), low=20, high=300)
    question_min_length: int = option(0, WRITING, _("Shortest question text"), _("Characters."), high=1000)
    answer_min_length: int = option(12, WRITING, _("Shortest answer"), _("Characters."), low=1, high=1000)
    comment_min_length: int = option(12, WRITING, _("Shortest comment"), _("Characters."), low=1, high=1000)
    body_max_length: int = option(
        12_000, WRITING, _("Longest text"), _("Characters, at most 30,000."), low=500, high=30_000
    )
    max_tags: int = option(5, WRITING, _("Most tags on a question"), high=10)
    is_category_required: bool = option(True, WRITING, _("A question needs a category"))
    is_visitor_naming_allowed: bool = option(True, WRITING, _("Visitors may give a name to display"))
    are_question_comments_allowed: bool = option(True, WRITING, _("Comments on questions"))
    are_answer_comments_allowed: bool = option(True, WRITING, _("Comments on answers"))
    are_closed_comments_allowed: bool = option(True, WRITING, _("Comments on closed questions"))
    are_comment_votes_allowed: bool = option(False, WRITING, _("Votes on comments"))
    are_several_answers_allowed: bool = option(True, WRITING, _("One person may answer a question twice"))
    are_follow_ons_allowed: bool = option(True, WRITING, _("Questions may follow on from an answer"))
    is_closing_allowed: bool = option(True, WRITING, _("Questions may be closed"))
    is_closing_own_allowed: bool = option(True, WRITING, _("Askers may close their own question"))
    is_closed_on_acceptance: bool = option(False, WRITING, _("A question closes when an answer is accepted"))
    is_self_answer_allowed: bool = option(True, WRITING, _("Askers may answer their own question"))
    is_privacy_helper_on: bool = option(
        True,
        WRITING,
        _("Point at phone numbers, e-mail addresses and full names before posting"),
        _("Once for each text; the writer decides. Nothing is stored."),
    )
    is_notice_preset: bool = option(True, WRITING, _("The notification box is ticked to begin with"))

    answer_form: str = option("always", FORMS, _("The form for an answer is"), choices=ANSWER_FORMS)
    ask_intro: str = option(
        "", FORMS, _("Above the form for questions"), _("Markdown."), high=4000, is_long=True
    )
    answer_intro: str = option(
        "", FORMS, _("Above the form for answers"), _("Markdown."), high=4000, is_long=True
    )
    comment_intro: str = option(
        "", FORMS, _("Above the form for comments"), _("Markdown."), high=4000, is_long=True
    )
    editor_for_questions: str = option("toolbar", FORMS, _("Text of questions"), choices=EDITORS)
    editor_for_answers: str = option("toolbar", FORMS, _("Text of answers"), choices=EDITORS)
    editor_for_comments: str = option("toolbar", FORMS, _("Text of comments"), choices=EDITORS)
    is_ask_box_on: bool = option(False, FORMS, _("The home page begins with a line to ask in"))
    is_subcategory_required: bool = option(
        False, FORMS, _("A category with others inside cannot be chosen itself")
    )
    are_tags_offered: bool = option(True, FORMS, _("Offer tags of similar questions"))
    min_tags: int = option(0, FORMS, _("Fewest tags on a question"), high=10)
    are_tags_split_by_commas: bool = option(
        False, FORMS, _("Only commas separate tags"), _("Then a tag may have several words.")
    )
    bad_words: str = option(
        "",
        FORMS,
        _("Words that no tag may have"),
        _("Separated by spaces or commas; * stands for any letters."),
        high=10_000,
        is_long=True,
    )

    is_extra_field_on: bool = option(False, EXTRA_FIELD, _("Questions have one more field"))
    extra_field_prompt: str = option(
        "Anything else that matters", EXTRA_FIELD, _("What the form asks for"), low=1, high=200
    )
    is_extra_field_shown: bool = option(
        False,
        EXTRA_FIELD,
        _("It is shown below the question"),
        _("If not, its writer and editors see it in the form and in the history."),
    )
    extra_field_label: str = option(
        "In addition", EXTRA_FIELD, _("What stands before it there"), low=1, high=200
    )

    captcha_questions: str = option(
        "",
        CAPTCHA,
        _("Questions with their answers"),
        _("One on each line: Which colour is the sky? | blue | light blue. Case and accents do not matter."),
        high=10_000,
        is_long=True,
    )
    is_captcha_on_posts: bool = option(True, CAPTCHA, _("Asked when visitors write"))
    is_captcha_on_unconfirmed: bool = option(
        False, CAPTCHA, _("Asked when members without a confirmed e-mail address write")
    )
    is_captcha_on_unapproved: bool = option(
        False, CAPTCHA, _("Asked when members who are not approved write")
    )
    is_captcha_on_sign_up: bool = option(True, CAPTCHA, _("Asked when somebody signs up"))
    is_captcha_on_password_reset: bool = option(True, CAPTCHA, _("Asked when somebody forgot the password"))

    are_images_allowed: bool = option(True, PICTURES, _("Pictures in questions and answers"))
    are_visitor_images_allowed: bool = option(False, PICTURES, _("Visitors may add pictures, too"))
    max_image_kilobytes: int = option(
        5000,
        PICTURES,
        _("Largest file"),
        _("Kilobytes. Pictures are scaled down and stored smaller."),
        low=100,
        high=20_000,
    )

    view_level: str = right(
        "everybody",
        _("Read questions"),
        "everybody",
        "approved",
        _("Lists show titles to everybody."),
        has_points=False,
    )
    are_crawlers_let_in: bool = option(
        True,
        RIGHTS,
        _("Search engines may read what only members may"),
        _("Known by the name they give themselves, which anybody can give."),
    )
    ask_level: str = right("everybody", _("Ask"), "everybody", "experts")
    ask_points: int = threshold(_("Ask"))
    answer_level: str = right("everybody", _("Answer"), "everybody", "experts")
    answer_points: int = threshold(_("Answer"))
    comment_level: str = right("everybody", _("Comment"), "everybody", "editors", needs=COMMENTING)
    comment_points: int = threshold(_("Comment"), needs=COMMENTING)
    vote_question_level: str = right("members", _("Vote on questions"), "members", "approved_points")
    vote_question_points: int = threshold(_("Vote on questions"))
    vote_answer_level: str = right("members", _("Vote on answers"), "members", "approved_points")
    vote_answer_points: int = threshold(_("Vote on answers"))
    vote_comment_level: str = right(
        "members", _("Vote on comments"), "members", "approved_points", needs=("are_comment_votes_allowed",)
    )
    vote_comment_points: int = threshold(_("Vote on comments"), needs=("are_comment_votes_allowed",))
    vote_down_level: str = right(
        "members",
        _("Vote that something does not help"),
        "members",
        "approved_points",
        _("Besides the right to vote."),
    )
    vote_down_points: int = threshold(_("Vote that something does not help"))
    flag_level: str = right("members", _("Flag posts"), "members", "editors")
    flag_points: int = threshold(_("Flag posts"))
    retag_level: str = right(
        "editors", _("Change category and tags of questions by others"), "members", "editors"
    )
    retag_points: int = threshold(_("Change category and tags of questions by others"))
    edit_question_level: str = right("editors", _("Edit questions by others"), "members", "editors")
    edit_question_points: int = threshold(_("Edit questions by others"))
    edit_answer_level: str = right("experts", _("Edit answers by others"), "members", "editors")
    edit_answer_points: int = threshold(_("Edit answers by others"))
    edit_comment_level: str = right(
        "editors", _("Edit comments by others"), "members", "moderators", needs=COMMENTING
    )
    edit_comment_points: int = threshold(_("Edit comments by others"), needs=COMMENTING)
    edit_silently_level: str = right(
        "moderators", _("Edit without the page saying so"), "experts", "administrators"
    )
    close_level: str = right(
        "editors",
        _("Close and reopen questions by others"),
        "points",
        "moderators",
        needs=("is_closing_allowed",),
    )
    close_points: int = threshold(_("Close and reopen questions by others"), needs=("is_closing_allowed",))
    accept_level: str = right("experts", _("Accept answers to questions by others"), "points", "moderators")
    accept_points: int = threshold(_("Accept answers to questions by others"))
    moderate_level: str = right("experts", _("Approve and reject posts that wait"), "points", "moderators")
    moderate_points: int = threshold(_("Approve and reject posts that wait"))
    hide_level: str = right(
        "editors", _("Hide posts by others, show them again, and see hidden ones"), "points", "moderators"
    )
    hide_points: int = threshold(_("Hide posts by others, show them again, and see hidden ones"))
    delete_level: str = right("moderators", _("Delete hidden posts"), "editors", "administrators")
    see_voters_level: str = right("administrators", _("See who voted and who flagged"), "experts", "super")
    see_addresses_level: str = right(
        "editors",
        _("See network addresses of writers"),
        "everybody",
        "moderators",
        needs=("are_addresses_kept",),
    )
    see_addresses_points: int = threshold(
        _("See network addresses of writers"), needs=("are_addresses_kept",)
    )
    wall_level: str = right(
        "confirmed",
        _("Write on the walls of others"),
        "members",
        "approved_points",
        needs=("are_walls_allowed",),
    )
    wall_points: int = threshold(_("Write on the walls of others"), needs=("are_walls_allowed",))
    see_new_members_level: str = right("editors", _("See the list of new members"), "everybody", "super")
    see_new_members_points: int = threshold(_("See the list of new members"))
    see_blocked_members_level: str = right(
        "moderators", _("See the list of blocked members"), "everybody", "super"
    )
    see_blocked_members_points: int = threshold(_("See the list of blocked members"))

    is_visitor_held: bool = option(False, MODERATION, _("Hold posts of visitors until they are approved"))
    is_unconfirmed_held: bool = option(
        False, MODERATION, _("Hold posts of members without a confirmed e-mail address")
    )
    is_unapproved_held: bool = option(False, MODERATION, _("Hold posts of members who are not approved"))
    is_beginner_held: bool = option(
        False, MODERATION, _("Hold posts of members with fewer points than below")
    )
    held_below_points: int = option(150, MODERATION, _("Points from which posts are no longer held"))
    is_edit_held: bool = option(
        False,
        MODERATION,
        _("Hold a post again when one of those edits it"),
        _("Its answers and comments are out of sight until it is approved."),
    )
    is_time_set_on_approval: bool = option(
        True, MODERATION, _("An approved post counts as written when it is approved")
    )
    measure_reasons: str = option(
        "Please stay kind: this was hurtful to somebody.\nPlease write nothing by which somebody can be recognised.\n"
        "Advertising has no place here.",
        MODERATION,
        _("Usual reasons for measures against members"),
        _("One on each line; offered to moderators."),
        high=4000,
        is_long=True,
    )
    moderation_reasons: str = option(
        "It names somebody who can be recognised.\n"
        "It is advertising.\n"
        "It hurts somebody.\n"
        "It could put somebody at risk.\n"
        "It has nothing to do with the question.\n"
        "It stands here already.",
        MODERATION,
        _("Reasons to choose from"),
        _("One on each line, for hiding, deleting and clearing flags. Others may be written in the form."),
        high=4000,
        is_long=True,
    )
    log_readers: str = option(
        "everybody",
        MODERATION,
        _("Who may read the moderation log"),
        _("Whoever a decision concerns reads it in any case."),
        choices=WHO_READS_LOG,
    )
    are_moderators_named: bool = option(False, MODERATION, _("The moderation log names moderators"))
    appeal_days: int = option(
        30,
        MODERATION,
        _("Days within which people may appeal against a decision"),
        _("0: never."),
        high=3650,
    )
    archive_days: int = option(
        0,
        MODERATION,
        _("Days without activity after which manage.py archive_questions archives a question"),
        _("0: never."),
        high=36_500,
    )
    flags_that_hide: int = option(
        5,
        MODERATION,
        _("Flags that hide a post"),
        _("Each counts for one; for half as much more or less with how often its member was right before."),
        low=1,
        high=1000,
    )
    flags_first_mail: int = option(
        1,
        MODERATION,
        _("Flags on a post of which staff first get a mail"),
        _("0: no mail at all."),
        high=1000,
    )
    flags_mail_every: int = option(
        2, MODERATION, _("And then at every so many more"), _("0: only the first mail."), high=1000
    )
    claim_minutes: int = option(10, REVIEWS, _("Minutes for which one has what one took"), low=1, high=1440)
    urgent_review_hours: int = option(4, REVIEWS, _("Hours in which the urgent lane is due"), low=1, high=720)
    normal_review_hours: int = option(
        24, REVIEWS, _("Hours in which the normal lane is due"), low=1, high=720
    )
    later_review_hours: int = option(
        168, REVIEWS, _("Hours in which the third lane is due"), low=1, high=8760
    )
    is_time_shown: bool = option(True, SHOWN, _("When it was written"))
    full_date_days: int = option(
        7,
        SHOWN,
        _("Days after which the date stands instead of “3 days ago”"),
        _("0: always the date."),
        high=36_500,
    )
    are_points_shown: bool = option(True, SHOWN, _("Points after the name"))
    are_titles_shown: bool = option(True, SHOWN, _("Titles after the name"))
    point_titles: str = option(
        "",
        SHOWN,
        _("Titles by points"),
        _(
            "One on each line, such as “500 Listener”. A member carries the highest one whose points they have."
        ),
        high=2000,
        is_long=True,
    )
    are_changes_shown: bool = option(
        True, SHOWN, _("Who changed it last"), _("Not what authors change within the first five minutes.")
    )
    are_numbers_compact: bool = option(True, SHOWN, _("Large numbers shortened"), _("7.5k instead of 7,480."))
    are_votes_separated: bool = option(
        False, SHOWN, _("Votes up and down separately"), _("“6 up, 1 down” instead of “+5 votes”.")
    )
    is_flag_count_public: bool = option(
        False, SHOWN, _("How often it was flagged, to everybody"), _("Editors and above always see it.")
    )
    are_views_counted: bool = option(True, SHOWN, _("Views are counted"))
    are_views_shown: bool = option(False, SHOWN, _("Views on the page of a question"))
    are_views_listed: bool = option(True, SHOWN, _("Views in lists"))
    are_files_allowed: bool = option(
        False, PICTURES, _("Members may add other files"), _("They are offered for saving, never shown.")
    )
    max_file_kilobytes: int = option(
        1000, PICTURES, _("Largest other file"), _("Kilobytes."), low=10, high=20_000
    )
    file_endings: str = option(
        "pdf, txt, odt, docx",
        PICTURES,
        _("Kinds of other files"),
        _("Of these: pdf, txt, csv, rtf, odt, ods, odp, docx, xlsx, pptx. Others are never taken."),
        low=1,
        high=100,
    )

    home_page_size: int = option(20, LISTS, _("Rows on the home page"), low=5, high=50)
    list_page_size: int = option(20, LISTS, _("Rows in lists of questions"), low=5, high=50)
    answers_page_size: int = option(10, LISTS, _("Answers on a page"), low=5, high=50)
    comments_fold_from: int = option(
        10, LISTS, _("Comments are folded when there are more than"), low=1, high=100
    )
    comments_fold_to: int = option(5, LISTS, _("Comments that stay when the rest is folded"), low=1, high=100)
    tags_page_size: int = option(30, LISTS, _("Tags on a page"), low=10, high=200)
    users_page_size: int = option(30, LISTS, _("Members on a page"), low=10, high=200)
    search_page_size: int = option(10, LISTS, _("Search results on a page"), low=5, high=50)
    list_excerpts: str = option("short", LISTS, _("Words of the question below its title"), choices=EXCERPTS)
    excerpt_length: int = option(480, LISTS, _("Longest excerpt"), _("Characters."), low=40, high=1000)

    first_posts_held: int = option(
        0,
        SCREENING,
        _("Hold the first posts of each new member"),
        _("So many; 0: none. Members whom somebody approved are not new."),
        high=1000,
    )
    max_links: int = option(
        0,
        SCREENING,
        _("Hold posts with more links than this"),
        _("0: any number. Approved members may set as many as they like."),
        high=1000,
    )
    blocked_hosts: str = option(
        "",
        SCREENING,
        _("Places that nobody should link to"),
        _("Domains, separated by spaces or commas; those within count, too."),
        high=20_000,
        is_long=True,
    )
    blocked_hosts_action: str = option("hold", SCREENING, _("Posts that name one"), choices=BLOCKED_ACTIONS)
    bad_usernames: str = option(
        "",
        SCREENING,
        _("Words that no new member's name may have"),
        _("Separated by spaces or commas; * stands for any letters."),
        high=10_000,
        is_long=True,
    )
    spam_hold_percent: int = option(
        90,
        SCREENING,
        _("Hold what looks like spam from this score on"),
        _("Percent; 101: never. The score is learned from decisions here, once there are 20 of each sort."),
        low=1,
        high=101,
    )
    spam_look_percent: int = option(
        70,
        SCREENING,
        _("Show moderators what looks like spam from this score on"),
        _("Percent; 101: never. It is published meanwhile."),
        low=1,
        high=101,
    )
    most_resubmissions: int = option(
        3,
        SCREENING,
        _("How often a rejected post may be mended and sent again"),
        _("0: never."),
        high=100,
    )
    rejection_reasons: str = option(
        "Please leave out what tells who somebody is: names, addresses, phone numbers.\n"
        "This is advertising.\n"
        "This could hurt somebody who reads it. Please say it in another way.\n"
        "This is not about relationships or mental health.",
        SCREENING,
        _("Reasons that are often given for rejecting a post"),
        _("One on each line; moderators may write another. Authors read it."),
        high=4000,
        is_long=True,
    )

    answer_order: str = option("helpful", ANSWERS, _("Order to begin with"), choices=ANSWER_ORDERS)
    is_accepted_first: bool = option(True, ANSWERS, _("The accepted answer stands first"))
    prior_votes: int = option(
        2,
        ANSWERS,
        _("Votes that a new answer starts with"),
        _("The more, the longer one doubts the first votes."),
        low=1,
        high=100,
    )
    prior_percent: int = option(
        80,
        ANSWERS,
        _("How many percent of them are helpful"),
        _("The average of the site; manage.py refresh_prior takes both figures from the votes."),
        low=1,
        high=99,
    )
    is_prior_estimated: bool = option(
        True, ANSWERS, _("Take both figures from the votes each week"), _("Off: what stands above stays.")
    )

    questions_per_member: int = option(10, LIMITS, _("Questions"), PER_MEMBER)
    questions_per_network: int = option(20, LIMITS, _("Questions"), PER_NETWORK)
    answers_per_member: int = option(25, LIMITS, _("Answers"), PER_MEMBER)
    answers_per_network: int = option(50, LIMITS, _("Answers"), PER_NETWORK)
    comments_per_member: int = option(20, LIMITS, _("Comments"), PER_MEMBER)
    comments_per_network: int = option(40, LIMITS, _("Comments"), PER_NETWORK)
    votes_per_member: int = option(300, LIMITS, _("Votes"), PER_MEMBER)
    votes_per_network: int = option(600, LIMITS, _("Votes"), PER_NETWORK)
    flags_per_member: int = option(5, LIMITS, _("Flags"), PER_MEMBER)
    flags_per_network: int = option(10, LIMITS, _("Flags"), PER_NETWORK)
    drafts_per_member: int = option(900, LIMITS, _("Drafts"), PER_MEMBER)
    drafts_per_network: int = option(1800, LIMITS, _("Drafts"), PER_NETWORK)
    previews_per_member: int = option(900, LIMITS, _("Previews"), PER_MEMBER)
    previews_per_network: int = option(1800, LIMITS, _("Previews"), PER_NETWORK)
    images_per_member: int = option(10, LIMITS, _("Pictures and files"), PER_MEMBER)
    images_per_network: int = option(20, LIMITS, _("Pictures and files"), PER_NETWORK)
    sign_ups_per_network: int = option(5, LIMITS, _("New accounts"), PER_NETWORK)
    sign_ins_per_network: int = option(20, LIMITS, _("Tries to sign in"), PER_NETWORK)

    is_registration_closed: bool = option(False, REGISTRATION, _("Nobody can sign up at present"))
    registration_closed_text: str = option(
        "",
        REGISTRATION,
        _("What the page for signing up says then"),
        _("Markdown. Left empty, it says that one can come back later."),
        high=4000,
        is_long=True,
    )
    is_confirmation_required: bool = option(
        False,
        REGISTRATION,
        _("New members confirm an e-mail address before anything else"),
        _("Then everybody who signs up has to give one. Who is here already is not asked."),
    )
    is_approval_required: bool = option(
        False,
        REGISTRATION,
        _("A moderator looks at every new member"),
        _(
            "Until then they may do what all who are signed in may. With approval they become approved members."
        ),
    )
    disposable_domains: str = option(
        "",
        REGISTRATION,
        _("Domains of e-mail addresses that are not taken"),
        _("One on each line, such as mailinator.com; *.example.org stands for all below it."),
        high=100_000,
        is_long=True,
    )

    feedback_address: str = option(
        "", STAFF, _("E-mail address"), _("Left empty, nothing is sent. Visitors never see it."), high=254
    )
    is_registration_told: bool = option(False, STAFF, _("Write when somebody has signed up"))
    is_held_post_told: bool = option(
        True, STAFF, _("Write when a post waits for approval"), _("With a link and no word of the post.")
    )

    min_form_seconds: int = option(
        3,
        DEFENCES,
        _("Seconds that a form takes at least"),
        _("For visitors and for signing up. Who is quicker is asked to send it once more. 0: no matter."),
        high=60,
    )
    is_proof_asked: bool = option(
        False,
        DEFENCES,
        _("Browsers of visitors do a small sum before a text is posted"),
        _(
            "It takes about a second and nobody sees it. Where it cannot be done, the text waits for a moderator."
        ),
    )
    is_brake_on: bool = option(
        False,
        DEFENCES,
        _("Heated threads are slowed down"),
        _(
            "Between two replies to a flagged post pass 2 minutes, one more for each flag above it, and one for each that the "
            "writer gave."
        ),
    )

    are_addresses_kept: bool = option(
        False,
        ADDRESSES,
        _("Keep the network address of everybody who writes"),
        _(
            "Off, nobody can find out who wrote without an account, not even you. On, those with the right to see them can tell "
            "which posts come from one connection, and whoever takes the database away can, too. It does not hold for "
            "what was written before."
        ),
    )
    address_days: int = option(
        30,
        ADDRESSES,
        _("Days for which they are kept"),
        _("manage.py forget_addresses deletes older ones; it has to run daily."),
        low=1,
        high=365,
    )

    # Favourites and updates
    most_favourites: int = option(
        5_000,
        FAVOURITES,
        _("Most favourites of a kind"),
        _("For each member: so many questions, so many members, tags and categories."),
        low=1,
        high=50_000,
    )
    most_updates: int = option(
        100,
        FAVOURITES,
        _("Questions on a member's page of updates"),
        _("Older ones fall off the end."),
        low=10,
        high=1_000,
    )
    updates_per_question: int = option(
        5,
        FAVOURITES,
        _("Newest events that are kept of a question"),
        _("The page shows the newest; the others are there for when that one is hidden or taken back."),
        low=1,
        high=50,
    )
    most_copies: int = option(
        10,
        FAVOURITES,
        _("Followers for whom events are copied"),
        _("Those who follow something after so many others read its events where they are kept for all."),
        high=1_000,
    )
    most_streams_read: int = option(
        50,
        FAVOURITES,
        _("Things whose events a member reads where they are kept for all"),
        _("For members who follow more things that are followed by many, events are copied all the same."),
        high=1_000,
    )


DEFAULTS = Options()
DECLARATIONS = {declaration.name: declaration for declaration in fields(Options)}
# All that is stored, as an expression of SQL that others may read along.
STORED = "(SELECT jsonb_object_agg(o.name, o.value)::text FROM forum_siteoption o)"
_current: ContextVar[Options | None] = ContextVar("site_options", default=None)


def current() -> Options:
    """Return the options in force: within a request (see `snapshot`) the same ones from its first use to its end."""
    options = _current.get()
    if options is None or options is _UNREAD:
        fresh = load()
        if options is _UNREAD:
            _current.set(fresh)
        return fresh
    return options


def is_in_use(name: str, values: Options) -> bool:
    """Whether an option means anything as long as the others are as they are."""
    needs = DECLARATIONS[name].metadata["needs"]
    return not needs or any(getattr(values, need, False) for need in needs)


def list_thresholds(values: Options) -> list[int]:
    """Return the numbers of points from which on members have a right more, in ascending order."""
    names = [name.removesuffix("_points") for name in DECLARATIONS if name.endswith("_points")]
    asked = [name for name in names if getattr(values, f"{name}_level", "") in POINTS_STEPS]
    return sorted({getattr(values, f"{name}_points") for name in asked})


def seen() -> Options | None:
    """Return the options that this request has read so far, if any; never a query."""
    options = _current.get()
    return None if options is _UNREAD else options


def offer(stored: str | None) -> None:
    """Take the stored options that somebody read along (STORED), unless this request has read its own already."""
    if _current.get() is _UNREAD:
        _current.set(parse(stored))


def load() -> Options:
    """Read the options from the database."""
    return parse(fetch(f"SELECT {STORED}", None)[0][0])


@lru_cache(maxsize=8)
def parse(stored: str | None) -> Options:
    """Return the options that are stored. Unknown names and values that do not fit are passed over."""
    values = {
        name: value
        for name, value in json.loads(stored or "{}").items()
        if name in DECLARATIONS and fits(value, DECLARATIONS[name])
    }
    return Options(**values)


def fits(value: Any, declaration: Field[Any]) -> bool:
    """Whether a value has the type of the default and lies within the bounds."""
    bounds = declaration.metadata
    if not isinstance(value, type(declaration.default)) or isinstance(value, bool) is not isinstance(
        declaration.default, bool
    ):
        return False
    if isinstance(value, bool):
        return True
    if bounds["choices"]:
        return value in dict(bounds["choices"])
    return bool(bounds["low"] <= (len(value) if isinstance(value, str) else value) <= bounds["high"])


@transaction.atomic
def save(values: dict[str, Any]) -> None:
    """Store the given option values; those that equal their default are removed.

    Raises KeyError for an unknown name and ValueError for a value that does not fit; then nothing is stored.
    """
    for name, value in values.items():
        if not fits(value, DECLARATIONS[name]):
            raise ValueError(f"{name} cannot be {value!r}.")
        if value == DECLARATIONS[name].default:
            SiteOption.objects.filter(name=name).delete()
        else:
            SiteOption.objects.update_or_create(name=name, defaults={"value": value})
    if _current.get() is not None:
        _current.set(_UNREAD)


_UNREAD = Options(site_name="")


@contextmanager
def using(values: Options) -> Iterator[None]:
    """Within this block these options are in force, whatever is stored."""
    token = _current.set(values)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def snapshot() -> Iterator[None]:
    """Within this block (a request) options are read at most once."""
    token = _current.set(_UNREAD)
    try:
        yield
    finally:
        _current.reset(token)
