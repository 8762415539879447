"""The forms in which people write."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

FORMS = _("Writing forms")
EXTRA_FIELD = _("A field of your own on questions")
ANSWER_FORMS = (
    ("always", _("Open at once")),
    ("unanswered", _("Open while there is no answer, except for the asker; else behind a button")),
    ("button", _("Behind a button")),
)
EDITORS = (("toolbar", _("With buttons for formatting")), ("plain", _("Plain")))


@dataclass(frozen=True)
class Forms:
    """Options of this group."""

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
        False, FORMS, _("A category with others inside cannot be chosen itself"), needs=("has_categories",)
    )
    are_tags_offered: bool = option(True, FORMS, _("Offer tags of similar questions"), needs=("has_tags",))
    min_tags: int = option(0, FORMS, _("Fewest tags on a question"), high=10, needs=("has_tags",))
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
