"""The crisis card in templates: only for whoever writes or searches, from what this very request brings."""

from typing import Any

from django import template
from django.forms import Form

from forum import options
from qa.care.reads.helplines import Card, choose_card, country_of
from qa.care.reads.risks import judge

register = template.Library()
AFTER = "care"  # qa.care.views.cards.TAG


def find_request(context: template.Context) -> Any:
    return getattr(context, "request", None) or context.get("request")


@register.inclusion_tag("qa/care/_place.html", takes_context=True)
def care_place(context: template.Context, form: Form) -> dict[str, Any]:
    """Where the card stands in a form that came back; where scripts run it also comes while somebody types."""
    card: Card | None = None
    is_on = options.current().is_crisis_card_on
    if is_on and form.is_bound:
        found = judge(*(str(form.data.get(name, "")) for name in ("title", "body", "extra")))
        card = choose_card(country_of(find_request(context))) if found else None
    return {"card": card, "is_on": is_on, "place": f"{form['body'].auto_id}_care"}


@register.inclusion_tag("qa/care/_card.html")
def care_search(query: str) -> dict[str, Any]:
    """The card for what is searched for: the same for everybody, because the page is."""
    return {"card": choose_card(options.current().help_country.upper()) if query and judge(query) else None}


@register.inclusion_tag("qa/care/_card.html", takes_context=True)
def care_after(context: template.Context) -> dict[str, Any]:
    """The card on the page after posting, where a message of this one request asks for it."""
    is_asked = any(AFTER in (message.extra_tags or "").split() for message in context.get("messages") or ())
    return {"card": choose_card(country_of(find_request(context))) if is_asked else None}
