"""Whatever people do, in whatever order: a kept page is the page that Django would make now, for visitors and members."""

import random
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from forum import options
from forum.lib.errors import Refusal
from forum.lib.texts import compose
from qa.actions import (
    acceptances,
    categories,
    closures,
    conversions,
    flags,
    hidings,
    members,
    states,
    tag_moves,
    upkeep,
    votes,
)
from qa.actions.deletions import delete_post
from qa.actions.edits import retag_question
from qa.actions.view_counts import flush_views
from qa.models import Category, Post, Tag
from tests import make
from tests.forum.doors import Browser, Server

STEPS, PAGES = 30, 4
VOLATILE = re.compile(r'name="(?:submission_key|csrfmiddlewaretoken)" value="[^"]+"|(?:just now|\d+ \w+ ago)')


class Site:
    """A few people and threads, and what can happen to them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.people = list(vars(make.cast()).values())
        self.moderator = self.people[-1]
        top = make.category("Rest")
        make.category("Sleep", top)
        for _ in range(3):
            question = make.question(self.anybody(), category=self.category(), tags=["sleep", "work"])
            make.comment(make.answer(question, self.anybody()), self.anybody())

    def anybody(self):
        return self.random.choice(self.people)

    def category(self):
        return self.random.choice([*Category.objects.all()])

    def post(self, kind=""):
        rows = Post.objects.filter(kind=kind) if kind else Post.objects.all()
        return self.random.choice([*rows.order_by("pk")])

    def act(self):
        """Do one thing; return its name, or None where the rules forbid it."""
        acts = [name for name in dir(self) if name.startswith("do_")]
        name = self.random.choice(acts)
        try:
            getattr(self, name)()
        except (PermissionDenied, ValidationError, Refusal, Post.DoesNotExist, IndexError):
            return None
        return name

    def do_ask(self):
        follows = self.post("A").pk if self.random.random() < 0.3 else None
        from qa.actions.questions import Draft, ask_question
        from qa.actions.writing import Byline

        draft = Draft(f"What comes after day {make.count()}?", compose("Words."), self.category(), ["work"])
        ask_question(self.anybody(), draft, Byline(), follows_id=follows)

    def do_answer(self):
        make.answer(self.post("Q"), self.anybody())

    def do_comment(self):
        make.comment(self.post("A"), self.anybody())

    def do_vote(self):
        votes.cast_vote(self.anybody(), self.post().pk, self.random.choice([-1, 0, 1]))

    def do_edit(self):
        make.edit(self.moderator, self.post("Q").pk, f"Words number {make.count()}.")

    def do_accept(self):
        acceptances.accept_answer(self.moderator, self.post("A").pk)

    def do_close(self):
        original = self.post("Q") if self.random.random() < 0.5 else None
        reason = "" if original else "Settled."
        closures.close_question(self.moderator, self.post("Q").pk, reason=reason, duplicate_of=original)

    def do_reopen(self):
        closures.reopen_question(self.moderator, self.post("Q").pk)

    def do_hide(self):
        hidings.hide_post(self.moderator, self.post().pk, reason="Not for here.")

    def do_show(self):
        hidings.show_post(self.moderator, self.post().pk)

    def do_lock(self):
        states.freeze_question(self.moderator, self.post("Q").pk, Post.Frozen.LOCKED, reason="Too heated.")

    def do_unlock(self):
        states.thaw_question(self.moderator, self.post("Q").pk)

    def do_delete(self):
        delete_post(self.moderator, self.post("C").pk, reason="Not for here.")

    def do_flag(self):
        flags.flag_post(self.anybody(), self.post().pk, reason="other", note="Please look.")

    def do_convert(self):
        answer = self.post("A")
        conversions.convert_to_comment(self.moderator, answer.pk, answer.question_id)

    def do_promote(self):
        conversions.convert_to_answer(self.moderator, self.post("C").pk)

    def do_open_to_all(self):
        upkeep.set_wiki(self.moderator, self.post("A").pk, self.random.random() < 0.5)

    def do_set_a_check(self):
        upkeep.set_check(self.moderator, self.post("A").pk, timezone.localdate() - timedelta(days=1))

    def do_retag(self):
        question = self.post("Q")
        retag_question(
            self.moderator, question.pk, self.category(), [f"tag{make.count() % 4}"], version=question.version
        )

    def do_rename_a_tag(self):
        tag_moves.rename_tag(self.moderator, self.random.choice([*Tag.objects.all()]), f"tag-{make.count()}")

    def do_order_categories(self):
        categories.move_category(self.moderator, self.category().pk, "up")

    def do_tell_readers_of_a_category(self):
        found = self.category()
        found.disclaimer = f"Word {make.count()} on it."
        categories.save_category(self.moderator, found)

    def do_rename_a_category(self):
        found = self.category()
        found.name = f"Subject {make.count()}"
        categories.save_category(self.moderator, found)

    def do_rename_a_member(self):
        name = f"renamed{make.count()}"
        User.objects.filter(pk=self.people[0].user_id).update(username=name, username_key=name)

    def do_remove_a_member(self):
        newcomer = make.member()
        make.answer(self.post("Q"), newcomer)
        members.delete_member(self.moderator, newcomer.user)

    def do_set_an_option(self):
        options.save({"site_name": f"Forum {make.count()}", "is_accepted_first": self.random.random() < 0.5})

    def do_count_views(self):
        flush_views()

    def addresses(self):
        found = [
            "/",
            "/questions/",
            "/questions/?sort=votes",
            "/unanswered/?by=upvotes",
            "/activity/",
            "/tags/",
            "/categories/",
        ]
        found += ["/users/", "/hot/", "/moderation-log/"] + [
            one.get_absolute_url() for one in Category.objects.all()
        ]
        found += [tag.get_absolute_url() for tag in Tag.objects.all()[:3]]
        found += [viewer.user.get_absolute_url() for viewer in self.people[1:3]]
        return found + [
            question.get_absolute_url() for question in Post.objects.questions().order_by("pk")[:4]
        ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_kept_page_is_the_page_that_django_would_make_now(seed):
    site, server = Site(seed), Server()
    done, kept = set(), 0
    for _ in range(STEPS):
        name = site.act()
        done.add(name)
        for address in site.random.sample(site.addresses(), PAGES):
            before = server.made
            mine = server.get(address)
            kept += server.made == before
            fresh = Server().get(address)
            assert mine.status == fresh.status, (name, address)
            assert VOLATILE.sub("", mine.text) == VOLATILE.sub("", fresh.text), (name, address)
        viewer = site.anybody()
        browser, usual = Browser(server, viewer), make.client(viewer)
        for address in site.random.sample(site.addresses(), PAGES):
            browser.get(address)  # by chance the first of its class
            mine, fresh = browser.get(address), usual.get(address)
            assert mine.status == fresh.status_code, (name, address, viewer)
            assert VOLATILE.sub("", mine.text) == VOLATILE.sub("", fresh.content.decode()), (
                name,
                address,
                viewer,
            )
    assert len(done) > 12
    assert kept > 5
