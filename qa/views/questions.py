"""Asking, and the question page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewers import ensure_visitor
from forum import options, stamps
from forum.lib.http import attempt, render_form, tell_wait
from forum.lib.numbers import read_id
from forum.lib.paging import paginate
from forum.lib.words import has_word
from forum.shared import shared_page
from qa.actions.answers import post_answer
from qa.actions.openings import New, note_opening
from qa.actions.questions import ask_question
from qa.actions.view_counts import count_view
from qa.forms.writing import AnswerForm, QuestionForm
from qa.models import Post
from qa.models.stamps import OWN, THREADS
from qa.policies.audience import find_default
from qa.policies.masks import find_usual_grade
from qa.policies.posts import ForMembers, may_ask, may_follow_on
from qa.policies.standing import reads_texts
from qa.reads.answers import explain_order, ordered_answers, read_answer_order
from qa.reads.categories import load_guide
from qa.reads.drafts import find_draft
from qa.reads.pace import explain_wait
from qa.reads.questions import find_question, take_involvement, take_turn_off
from qa.reads.tags import leave_out_unusable
from qa.reads.thread import is_answer_form_open, load_thread
from qa.rules.ranking import OVERDUE_FACTOR, Prior
from qa.search.similar import find_related, find_similar, list_tags
from qa.views import drafts
from qa.views.engines import keep_private, tell_of_question
from qa.views.filed import tell_filed
from qa.views.grades import TAKERS
from qa.views.images import Composition, compose_with_picture, list_uploads
from qa.views.requests import MemberRequest, find_added_tag, wants_guide, wants_preview
from qa.views.standing import read_first


@require_safe
@shared_page("answer", "comments", "order", "page", "show")
def detail(request: MemberRequest, pk: int, slug: str = "") -> HttpResponse:
    """The question page. A wrong slug, or ?show= a post on another page, redirects."""
    with stamps.relying_on(stamps.Kind.THREAD, pk, instead_of=THREADS + OWN):
        show = read_id(request.GET.get("show", ""))
        try:
            elsewhere = find_elsewhere(request, pk, show) if show else None
            return elsewhere or show_or_redirect(request, pk, slug)
        except PermissionDenied as refusal:
            if refusal.args and isinstance(refusal.args[0], ForMembers):
                request.path = f"/questions/{pk}/"  # the way back names the number alone
                keep_private(request)
            raise


def show_or_redirect(request: MemberRequest, pk: int, slug: str) -> HttpResponse:
    try:
        question = find_question(request.viewer, pk)
    except Http404:
        place = find_elsewhere(request, pk, pk)
        if place is None:
            raise
        return place
    if slug != question.slug:
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        return HttpResponseRedirect(question.get_absolute_url() + query)
    is_noted = take_involvement(question) and request.method == "GET"
    news = note_opening(request.viewer, question) if is_noted else []
    response = show_question(request, question, news=news)
    current = options.current()
    if current.are_views_counted and current.are_views_shown:
        stamps.note(stamps.Kind.VIEWS)
    if current.are_views_counted:
        count_view(request.viewer, question, request.META)
    return response


def show_question(
    request: MemberRequest,
    question: Post,
    form: AnswerForm | None = None,
    preview: str = "",
    status: int = 200,
    news: Sequence[New] = (),
) -> HttpResponse:
    """Render the question page, with a refused or previewed answer form if there is one; `news` is what is new to the member."""
    current = options.current()
    is_answering = take_turn_off(question)
    thread = load_thread(request, request.viewer, question, current, frozenset(new.pk for new in news))
    place = f"answer-{question.pk}"
    draft = find_draft(request.viewer, place) if form is None and request.GET.get("draft") else None
    is_waiting = form is None and draft is None and getattr(question, "has_draft", False)
    if form is None and thread.answering and is_answer_form_open(request, question, request.viewer, current):
        cards = [thread.question, *thread.answers.rows]
        written = [one.post for card in cards for one in (card, *card.comments)]
        initial = {"grade": find_usual_grade(request.viewer, written)}
        if draft:
            kept = ("body", "grade", "content_warnings")
            initial |= {name: draft.fields[name] for name in kept if name in draft.fields}
        form = AnswerForm(initial=initial, place=place, branch=question.category_ids, **form_details(request))
    tell_of_question(request, question, thread.answers, is_sorted=thread.order != current.answer_order)
    if question.audience == Post.Audience.MEMBERS and not request.viewer.is_member:
        keep_private(request)
    context = {
        "thread": thread,
        "question": question,
        "form": form,
        "quoting": bool(thread.answering and form),
        "preview": preview,
        "draft": draft,
        "waiting_draft": drafts.find_address(place) if is_waiting else "",
        "place": place,
        "related": find_related(question, request.viewer),
        "is_answering": is_answering,
        "new_count": len(news),
        "new_url": thread.find_place(news[0].pk, news[0].anchor) if news else "",
    }
    response = render(request, "qa/questions/detail.html", context, status=status)
    return tell_wait(response, form) if form else response


def find_elsewhere(request: MemberRequest, pk: int, show: int) -> HttpResponse | None:
    """Redirect to the page of answers that holds the answer or comment `show`; None when that is the page asked for.

    An answer's own id in place of a question's (`show` equals `pk`) leads to its question.
    """
    post = Post.objects.filter(pk=show).exclude(kind=Post.Kind.QUESTION).first()
    if post is None or pk not in (show, post.question_id):
        return None
    question = find_question(request.viewer, post.question_pk)
    number = find_page_number(request, question, post)
    if pk != show and request.GET.get("page", "1") == str(number):
        return None
    query = request.GET.copy()
    query["show"], query["page"] = str(post.pk), str(number)
    if number == 1:
        del query["page"]
    return redirect(f"{question.get_absolute_url()}?{query.urlencode()}#{post.anchor}")


def find_page_number(request: MemberRequest, question: Post, post: Post) -> int:
    """Return the page of answers, in the order that is asked for, on which an answer or its comment stands."""
    current = options.current()
    answer_id = post.pk if post.is_answer else post.parent_id
    rows = ordered_answers(request.viewer, question, current, read_answer_order(request, current))
    ids = list(rows.values_list("pk", flat=True))
    return ids.index(answer_id) // current.answers_page_size + 1 if answer_id in ids else 1


@require_safe
def order(request: MemberRequest, pk: int) -> HttpResponse:
    """Why the answers stand in the order they do, with the numbers."""
    current = options.current()
    question = find_question(request.viewer, pk)
    rows = ordered_answers(request.viewer, question, current, "helpful")
    page = paginate(request, rows.select_related("author"), size=current.answers_page_size)
    prior = Prior.of(current.prior_votes, current.prior_percent)
    context = {
        "question": question,
        "page": page,
        "standings": explain_order(page.rows, prior),
        "prior": prior,
        "overdue_factor": OVERDUE_FACTOR,
    }
    return render(request, "qa/questions/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """The ask form; the button "Preview" shows the text and similar questions without publishing."""
    followed = find_followed_answer(request)
    place = f"ask-{followed.pk}" if followed else "ask"
    waiting = read_first(request, place)
    if waiting:
        return waiting
    may_ask(request.viewer, options.current()).enforce()
    initial: dict[str, Any] = {
        "category": request.GET.get("cat") or request.GET.get("category"),
        "title": request.GET.get("title", "")[:300],
    }
    if followed and followed.question:
        initial |= {"follow": followed.pk, "category": followed.question.category_id}
        initial["audience"] = max(followed.question.audience, find_default(options.current()))
    if drafts.wants_draft(request):
        return drafts.keep(request, place)
    draft = find_draft(request.viewer, place) if request.method != "POST" else None
    has_words = bool(request.GET.get("title"))
    if draft and not has_words:
        initial |= draft.fields
    composition = add_offered_tag(request, compose_with_picture(request))
    form = make_form(request, composition, initial, place)
    if composition.check(form) and not wants_preview(request) and not form.findings:
        done = post_question(request, form, place)
        if done:
            return done
    similar = find_similar(str(form["title"].value() or ""), request.viewer)
    context = {"form": form, "preview": "", "similar": similar, "followed": followed, "place": place}
    context["offered_tags"] = (
        list_offered_tags(request, similar, str(form["tags"].value() or "")) if "tags" in form.fields else []
    )
    context |= {"draft": draft, "waiting_draft": drafts.find_address(place) if draft and has_words else ""}
    if not form.is_bound:
        context["wait"] = explain_wait(request.viewer, "questions", options.current())
    if wants_preview(request):
        body = form.cleaned_data.get("body")
        context["preview"] = body.html if body else ""
        context["is_preview"] = True
    return render_form(request, "qa/questions/new.html", context)


def make_form(
    request: MemberRequest, composition: Composition, initial: dict[str, Any], place: str
) -> QuestionForm:
    """Return the ask form; by the button that shows what helps in the chosen category, with the text to begin with."""
    form = QuestionForm(composition.typed, initial=initial, place=place, **form_details(request))
    if wants_guide(request):
        form.fill_in()
    return form


@require_safe
def guidance(request: MemberRequest) -> HttpResponse:
    """What helps when asking in the category that was just chosen, and the text to begin with (a fragment)."""
    if not options.current().has_categories:
        raise Http404
    guide = load_guide(read_id(request.GET.get("category", "")))
    return render(
        request, "qa/categories/_guide.html", {"guidance": guide.guidance, "template": guide.form_template}
    )


def add_offered_tag(request: MemberRequest, composition: Composition) -> Composition:
    """Put the tag whose button was pressed behind those that were typed. The form comes back with all of it."""
    if wants_guide(request):
        return replace(composition, is_adding=True)
    name = find_added_tag(request)
    if not name or composition.typed is None:
        return composition
    typed = composition.typed.copy()
    between = ", " if options.current().are_tags_split_by_commas else " "
    typed["tags"] = between.join(filter(None, [typed.get("tags", "").strip(" ,"), name]))
    return replace(composition, typed=typed, is_adding=True)


def list_offered_tags(request: MemberRequest, similar: Sequence[Post], taken: str = "") -> list[str]:
    """Return the tags of similar questions that this form would take."""
    current = options.current()
    if not (current.are_tags_offered and current.takes_tags):
        return []
    names = [
        name
        for name in list_tags(similar, taken)
        if not has_word(name, current.bad_words) and (current.are_tags_split_by_commas or " " not in name)
    ]
    return leave_out_unusable(names, request.viewer)


def form_details(request: MemberRequest) -> dict[str, Any]:
    """Return what the forms for questions and answers need to know."""
    current = options.current()
    return {"viewer": request.viewer, "options": current, **list_uploads(request.viewer, current)}


def post_question(request: MemberRequest, form: QuestionForm, place: str) -> HttpResponse | None:
    """Post what a valid form says, as its grade has it, and go on; None where it comes back with a sentence."""
    if form.grade in TAKERS:
        return TAKERS[form.grade](request, form, place)
    question = attempt(form, lambda: publish(request, form))
    if question is None:
        return None
    tell_filed(request, form.draft.tag_names, question)
    return drafts.leave(request, question, place)


def publish(request: MemberRequest, form: QuestionForm) -> Post:
    values = form.cleaned_data
    return ask_question(
        form.name_writer(ensure_visitor(request)),
        form.draft,
        form.byline,
        values["submission_key"],
        follows_id=values["follow"],
    )


def find_followed_answer(request: MemberRequest) -> Post | None:
    """Return the answer that the new question follows on from, when it may: ?follow= or the form's own field."""
    pk = read_id(request.POST.get("follow", "") or request.GET.get("follow", ""))
    if not pk or not reads_texts(request.viewer):
        return None
    answer = Post.objects.select_related("question").filter(pk=pk, kind=Post.Kind.ANSWER).first()
    if answer is None or answer.question is None:
        return None
    return answer if may_follow_on(request.viewer, answer, answer.question, options.current()) else None


@require_safe
def similar(request: MemberRequest) -> HttpResponse:
    """Questions like the title that is being typed, and their tags (a fragment)."""
    found = find_similar(request.GET.get("title", ""), request.viewer)
    offered = list_offered_tags(request, found, request.GET.get("tags", ""))
    return render(request, "qa/questions/_title_help.html", {"similar": found, "offered_tags": offered})


@require_POST
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Post an answer; refused or previewed, the question page comes back with everything that was typed."""
    place = f"answer-{pk}"
    waiting = read_first(request, place)
    if waiting:
        return waiting
    if drafts.wants_draft(request):
        find_question(request.viewer, pk)
        return drafts.keep(request, place)
    if request.FILES:  # no picture is taken in for a question that is not there
        find_question(request.viewer, pk)
    composition = compose_with_picture(request)
    form = AnswerForm(composition.typed, place=place, **form_details(request))
    is_valid = composition.check(form)
    if is_valid and not wants_preview(request) and not form.findings:
        done = finish_answer(request, pk, form, place)
        if done:
            return done
        is_valid = False
    question = find_question(request.viewer, pk)
    body = form.cleaned_data.get("body") if wants_preview(request) and is_valid else None
    return show_question(request, question, form, body.html if body else "", status=200 if is_valid else 422)


def finish_answer(request: MemberRequest, pk: int, form: AnswerForm, place: str) -> HttpResponse | None:
    """Post what a valid form says, as its grade has it, and go on; None where it comes back with a sentence."""
    if form.grade in TAKERS:
        return TAKERS[form.grade](request, form, place)
    posted = publish_answer(request, pk, form)
    return drafts.leave(request, posted, place) if posted else None


def publish_answer(request: MemberRequest, pk: int, form: AnswerForm) -> Post | None:
    """Post what a valid form says; None where it comes back with a sentence."""
    viewer, values = form.name_writer(ensure_visitor(request)), form.cleaned_data
    try:
        return attempt(
            form,
            lambda: post_answer(
                viewer,
                pk,
                values["body"],
                form.byline,
                values["submission_key"],
                warnings=form.warnings or (),
            ),
            "body",
        )
    except PermissionDenied:
        find_question(request.viewer, pk)  # 404 for whoever may not even see it
        raise
