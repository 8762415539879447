"""Stars: on questions, members, tags and categories."""

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.lib.rows import fetch
from qa.actions.threads import lock_question
from qa.models import Category, Favourite, Post, Tag
from qa.policies.favourites import may_favour_member, may_favour_subject, may_keep_more_favourites
from qa.policies.posts import may_favourite

Target = Post | User | Tag | Category


@transaction.atomic
def set_favourite(viewer: Viewer, question_id: int, is_favourite: bool) -> Post:
    """Put the viewer's star on a question, or take it off; a set value. Raises Http404 and PermissionDenied."""
    question = lock_question(question_id)
    may_favourite(viewer, question).enforce()
    set_star(viewer, "question", question, is_favourite)
    return question


@transaction.atomic
def set_favourite_member(viewer: Viewer, member_id: int, is_favourite: bool) -> User:
    """Put the viewer's star on another member, or take it off. Raises Http404 and PermissionDenied."""
    member = User.objects.filter(pk=member_id).first()
    if member is None or not hold(User, member_id) or (is_favourite and not member.is_active):
        raise Http404(_("There is no such member."))
    may_favour_member(viewer, member).enforce()
    set_star(viewer, "person", member, is_favourite)
    return member


@transaction.atomic
def set_favourite_tag(viewer: Viewer, tag_id: int, is_favourite: bool) -> Tag:
    """Put the viewer's star on a tag, or take it off. Raises Http404 and PermissionDenied."""
    may_favour_subject(viewer).enforce()
    tag = hold_tag(tag_id)
    set_star(viewer, "tag", tag, is_favourite)
    return tag


@transaction.atomic
def set_favourite_category(viewer: Viewer, category_id: int, is_favourite: bool) -> Category:
    """Put the viewer's star on a category with all below it, or take it off. Raises Http404 and PermissionDenied."""
    may_favour_subject(viewer).enforce()
    category = Category.objects.filter(pk=category_id).first()
    if category is None or not hold(Category, category_id):
        raise Http404(_("There is no such category."))
    set_star(viewer, "category", category, is_favourite)
    return category


def hold_tag(tag_id: int) -> Tag:
    """Return a tag, held; of another name the tag that it leads to, so that no star is left behind by a merge."""
    tag = Tag.objects.filter(pk=tag_id).first() if hold(Tag, tag_id) else None
    if tag is None:
        raise Http404(_("There is no such tag."))
    return tag if tag.root_id is None else hold_tag(tag.root_id)


def hold(model: type[Tag | Category | User], pk: int) -> bool:
    """Keep a row from being deleted until the transaction ends; False when it is gone. Writers of its counts go on."""
    return bool(fetch(f"SELECT 1 FROM {model._meta.db_table} t WHERE t.id = %s FOR KEY SHARE", [pk]))  # noqa: S608


def set_star(viewer: Viewer, target: str, thing: Target, is_set: bool) -> None:
    """Write the row of a star, or take it away; what was copied because of it goes with it (a key of the database)."""
    stars = Favourite.objects.filter(member_id=viewer.member_id)
    if not is_set:
        stars.filter(**{target: thing}).delete()
        return
    limit = options.current().most_favourites
    kept = stars.filter(**{f"{target}__isnull": False})
    if not kept.filter(**{target: thing}).exists():
        may_keep_more_favourites(kept[:limit].count(), options.current()).enforce()
        Favourite.objects.bulk_create(
            [Favourite(member_id=viewer.member_id, **{target: thing})], ignore_conflicts=True
        )
