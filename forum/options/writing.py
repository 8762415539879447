"""What a post may be, and where who may write what."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

WRITING = _("Writing")


@dataclass(frozen=True)
class Writing:
    """Options of this group."""

    title_min_length: int = option(12, WRITING, _("Shortest title"), _("Characters."), low=1, high=100)
    title_max_length: int = option(120, WRITING, _("Longest title"), _("Characters."), low=20, high=300)
    question_min_length: int = option(0, WRITING, _("Shortest question text"), _("Characters."), high=1000)
    answer_min_length: int = option(12, WRITING, _("Shortest answer"), _("Characters."), low=1, high=1000)
    comment_min_length: int = option(12, WRITING, _("Shortest comment"), _("Characters."), low=1, high=1000)
    body_max_length: int = option(
        12_000, WRITING, _("Longest text"), _("Characters, at most 30,000."), low=500, high=30_000
    )
    max_tags: int = option(5, WRITING, _("Most tags on a question"), high=10, needs=("has_tags",))
    is_category_required: bool = option(
        True, WRITING, _("A question needs a category"), needs=("has_categories",)
    )
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
