"""Webhooks: who asked is told of facts, signed, in their order, each once, and never more than everybody may read."""

import base64
import hashlib
import hmac
import re
import threading
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from forum import options
from forum.background.worker import drain_once
from forum.lib import outbound
from qa.actions.deletions import delete_post
from qa.actions.hidings import hide_post
from qa.hooks.actions import deliveries
from qa.hooks.actions.hooks import derive_secret, rotate_secret, save_hook, send_again, tell_secret, test_hook
from qa.hooks.models import Delivery, Hook
from qa.models import Activity, Post
from tests import make
from tests.qa.hooks.receiver import receiving

pytestmark = pytest.mark.django_db
ALL = [str(verb) for verb in Activity.Verb]
test_hook.__test__ = False  # an action, not a test


@pytest.fixture(autouse=True)
def _here(settings):
    """This machine may be called in these tests, as a setting for whoever runs the site says."""
    settings.HOOKS_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.HOOKS_ALLOW_HTTP = True


def hook_to(server, verbs=ALL, **more):
    return save_hook(make.SYSTEM, Hook(name="A place", url=server.url, verbs=list(verbs), **more))


def later(**span):
    """Let time pass: what was put off is due."""
    moment = timezone.now() - timedelta(seconds=1)
    Hook.objects.update(not_before=moment)
    if span:
        Delivery.objects.exclude(first_tried_at=None).update(first_tried_at=moment - timedelta(**span))


def states():
    return list(Delivery.objects.order_by("pk").values_list("status", "attempt_count"))


def check(request, *secrets):
    """What docs/webhooks.md tells a receiver to do."""
    _path, headers, body = request
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    expected = [base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() for secret in secrets]
    return headers["Webhook-Signature"] == " ".join(f"v1,{one}" for one in expected)


def test_without_hooks_nothing_waits(cast):
    make.question(cast.asker)
    assert not Delivery.objects.exists()


def test_a_hook_is_told_of_the_kinds_it_asked_for_in_their_order(cast):
    with receiving(200) as server:
        hook_to(server, ["asked", "answered"])
        question = make.question(cast.asker, "What helps?")
        make.comment(question, cast.reader)
        answer = make.answer(question, cast.answerer)
        drain_once()
        asked, answered = server.told
    assert (asked["event"], answered["event"]) == ("asked", "answered")
    site = "http://127.0.0.1:8000"
    assert asked["post"] == {
        "number": question.pk,
        "kind": "question",
        "url": f"{site}/questions/{question.pk}/",
    }
    assert answered["question"] == asked["post"]
    assert answered["post"]["url"] == f"{site}{answer.get_absolute_url()}"
    assert states() == [("done", 1), ("done", 1)]
    assert "helps" not in str(server.received), "neither the title nor an address made of it"


def test_words_go_along_only_where_the_hook_asks_for_them_and_everybody_may_read_them(cast):
    with receiving(200) as server:
        hook_to(server, ["asked"], sends_texts=True)
        make.question(cast.asker, "What helps?", body="I **cannot** sleep.")
        drain_once()
        assert server.told[-1]["post"]["title"] == "What helps?"
        assert server.told[-1]["post"]["text"] == "I cannot sleep."
        options.save({"view_level": "members"})
        make.question(cast.asker, "What is this?")
        drain_once()
        assert set(server.told[-1]["post"]) == {"number", "kind", "url"}
        assert "What is this" not in str(server.received)


def test_of_what_is_hidden_or_hangs_on_it_only_the_number_is_told(cast):
    with receiving(200) as server:
        hook_to(server, sends_texts=True)
        question = make.question(cast.asker)
        answer = make.answer(question, cast.answerer)
        comment = make.comment(answer, cast.reader)
        hide_post(cast.moderator, answer.pk, reason="No.")
        drain_once()
    told = {one["event"]: one for one in server.told}
    assert told["commented"]["post"] == {"number": comment.pk}
    assert told["answered"]["post"] == told["hidden"]["post"] == {"number": answer.pk}
    assert told["hidden"]["question"]["title"] == question.title
    assert "No." not in str(server.received)


def test_of_what_is_deleted_the_number_is_told(cast):
    with receiving(200) as server:
        hook_to(server, ["deleted"], sends_texts=True)
        question = make.question(cast.asker)
        hide_post(cast.moderator, question.pk, reason="No.")
        delete_post(cast.moderator, question.pk, reason="No.")
        drain_once()
    [told] = server.told
    assert (told["event"], told["post"], told["question"]) == ("deleted", {"number": question.pk}, None)


def test_a_message_is_signed_so_that_the_receiver_can_tell_and_the_example_in_the_documentation_does(cast):
    with receiving(200) as server:
        hook = hook_to(server)
        make.question(cast.asker)
        drain_once()
        [request] = server.received
    assert check(request, derive_secret(hook.nonce))
    example = re.search(
        r"```python\n(.*?)```", Path("docs/webhooks.md").read_text(encoding="utf-8"), re.DOTALL
    )[1]
    place = {}
    exec(example, place)
    _path, headers, body = request
    assert place["is_genuine"](tell_secret(hook), headers, body)
    assert not place["is_genuine"](tell_secret(hook), headers, body + b" ")
    assert not place["is_genuine"](tell_secret(hook), {**headers, "Webhook-Timestamp": "1"}, body)


def test_a_changed_secret_signs_together_with_the_old_one_for_a_day(cast):
    with receiving(200) as server:
        hook = hook_to(server)
        old = derive_secret(hook.nonce)
        new = derive_secret(rotate_secret(make.SYSTEM, hook.pk).nonce)
        make.question(cast.asker)
        drain_once()
        assert check(server.received[-1], new, old)
        Hook.objects.update(rotated_at=timezone.now() - timedelta(hours=25))
        make.question(cast.asker)
        drain_once()
        assert check(server.received[-1], new)


def test_the_database_alone_signs_nothing(cast, settings):
    with receiving(200) as server:
        hook = hook_to(server)
    before = derive_secret(hook.nonce)
    kept = str(list(Hook.objects.values()))
    assert base64.b64encode(before).decode() not in kept
    settings.SECRET_KEY = "another-" + "1" * 50
    assert derive_secret(hook.nonce) != before


def test_what_fails_is_tried_again_later_with_the_same_number_and_what_follows_waits_for_it(cast):
    with receiving(500, 200) as server:
        hook = hook_to(server, ["asked"])
        first, second = make.question(cast.asker), make.question(cast.asker)
        drain_once()
        drain_once()
        assert len(server.received) == 1, "neither again nor the next one, before it is due"
        assert states() == [("waiting", 1), ("waiting", 0)]
        hook.refresh_from_db()
        assert timedelta(seconds=25) < hook.not_before - timezone.now() < timedelta(seconds=35)
        later()
        drain_once()
        assert [told["post"]["number"] for told in server.told] == [first.pk, first.pk, second.pk]
        keys = [headers["Webhook-Id"] for _path, headers, _body in server.received]
        assert keys[0] == keys[1] != keys[2]
    assert states() == [("done", 2), ("done", 1)]


@pytest.mark.parametrize(
    ("step", "failure"),
    [("redirect", "redirect"), ("close", "connection"), ("hang", "time"), (404, "status")],
)
def test_whatever_goes_wrong_is_written_down_and_stops_nothing_else(cast, monkeypatch, step, failure):
    monkeypatch.setattr(outbound, "TOTAL_SECONDS", 0.4)
    with receiving(step) as bad, receiving(200) as good:
        hook_to(bad, ["asked"])
        hook_to(good, ["asked"])
        make.question(cast.asker)
        drain_once()
        assert len(good.received) == 1
        assert [path for path, _headers, _body in bad.received] == ["/hook?to=forum"]
    delivery = Delivery.objects.get(status="waiting")
    assert (delivery.failure, delivery.attempt_count) == (failure, 1)


def test_after_a_day_in_vain_the_hook_is_paused_and_goes_on_with_the_next_when_it_is_switched_on(cast):
    with receiving(500, 500, 200) as server:
        hook = hook_to(server, ["asked"])
        make.question(cast.asker)
        second = make.question(cast.asker)
        drain_once()
        later(hours=25)
        drain_once()
        hook.refresh_from_db()
        assert (hook.is_on, hook.paused_at is not None) == (False, True)
        make.question(cast.asker)
        drain_once()
        assert states() == [("failed", 2), ("waiting", 0)], "what happens meanwhile is not told"
        hook.is_on = True
        save_hook(make.SYSTEM, hook)
        drain_once()
        assert server.told[-1]["post"]["number"] == second.pk
        assert Hook.objects.get().paused_at is None


def test_a_hook_that_was_switched_off_meanwhile_gets_a_whole_day_again(cast):
    with receiving(500) as server:
        hook = hook_to(server, ["asked"])
        make.question(cast.asker)
        drain_once()
        later(hours=25)
        save_hook(make.SYSTEM, Hook.objects.get(pk=hook.pk))
        drain_once()
    assert Hook.objects.get().is_on
    assert states() == [("waiting", 1)]


def test_a_hook_that_is_off_is_told_nothing_but_a_test(cast):
    with receiving(200) as server:
        hook = hook_to(server, is_on=False)
        make.question(cast.asker)
        drain_once()
        assert server.received == []
        test_hook(make.SYSTEM, hook.pk)
        drain_once()
        [told] = server.told
    assert (told["event"], told["post"], told["question"]) == ("ping", None, None)


def test_a_test_that_fails_is_not_repeated_and_holds_nothing_up(cast):
    with receiving(500) as server:
        hook = hook_to(server, is_on=False)
        test_hook(make.SYSTEM, hook.pk)
        drain_once()
        later()
        drain_once()
        assert len(server.received) == 1
    assert states() == [("failed", 1)]


def test_a_message_is_sent_again_on_request_with_the_number_it_had(cast):
    with receiving(200) as server:
        hook_to(server, ["asked"])
        make.question(cast.asker)
        drain_once()
        send_again(make.SYSTEM, Delivery.objects.get())
        drain_once()
        first, second = server.received
    assert first[1]["Webhook-Id"] == second[1]["Webhook-Id"]
    assert states() == [("done", 1), ("done", 1)]


def test_of_an_answer_the_beginning_is_kept_without_what_a_page_could_stumble_over(cast):
    with receiving("odd") as server:
        hook_to(server, ["asked"])
        make.question(cast.asker)
        drain_once()
    answer = Delivery.objects.get().answer
    assert len(answer) <= 500
    assert "\x00" not in answer and "\x07" not in answer
    assert "<script>" in answer, "the page escapes it"


def test_a_message_that_cannot_be_made_is_put_off_like_one_that_is_not_taken(cast, monkeypatch):
    with receiving(200) as server:
        hook_to(server, ["asked"])
        make.question(cast.asker)
        with monkeypatch.context() as broken:
            broken.setattr(deliveries, "make_body", lambda hook, delivery: 1 / 0)
            drain_once()
        assert Delivery.objects.get().failure == "ours"
        assert states() == [("waiting", 1)]
        later()
        drain_once()
        assert len(server.received) == 1


def test_an_address_that_leads_inside_is_never_called(cast, settings):
    with receiving(200) as server:
        hook_to(server, ["asked"])
        settings.HOOKS_ALLOWED_NETWORKS = []
        make.question(cast.asker)
        drain_once()
        assert server.received == []
    assert Delivery.objects.get().failure == "address"


def test_http_is_refused_unless_whoever_runs_the_site_allows_it(cast, settings):
    settings.HOOKS_ALLOW_HTTP = False
    with receiving(200) as server, pytest.raises(outbound.BadUrl):
        hook_to(server)


def test_only_administrators_look_after_hooks(cast):
    with receiving(200) as server, pytest.raises(PermissionDenied):
        save_hook(cast.moderator, Hook(name="A place", url=server.url, verbs=ALL))


def test_a_hook_is_deleted_with_what_waits_for_it(cast):
    with receiving(200) as server:
        hook = hook_to(server)
        make.question(cast.asker)
        hook.delete()
        drain_once()
        assert server.received == []
    assert not Delivery.objects.exists()


def test_what_was_sent_is_forgotten_after_a_month(cast):
    with receiving(200) as server:
        hook_to(server)
        make.question(cast.asker)
    assert deliveries.forget_deliveries() == 0
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert deliveries.forget_deliveries() == 1


def test_a_worker_that_dies_with_a_message_lets_go_of_the_hook_after_a_minute(cast):
    with receiving(200) as server:
        hook_to(server, ["asked"])
        make.question(cast.asker)
        assert deliveries.claim_one() is not None
        assert deliveries.claim_one() is None, "somebody is at it"
        Hook.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        drain_once()
        assert len(server.received) == 1


def test_an_outcome_that_comes_after_the_hook_was_let_go_changes_nothing(cast):
    with receiving(500) as server:
        hook_to(server, ["asked"])
        make.question(cast.asker)
        late = deliveries.claim_one()
        Hook.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        server.plan[:] = [200]
        drain_once()
        deliveries.settle(late, outbound.Failure.TIME)
    assert states() == [("done", 1)]
    assert Hook.objects.get().claim is None


@pytest.mark.django_db(transaction=True)
def test_several_workers_deliver_each_message_once_and_one_hook_at_a_time_in_order(cast):
    with receiving("slow") as server:
        hook_to(server, ["answered"])
        question = make.question(cast.asker)
        answers = [make.answer(question, make.member()) for _number in range(12)]
        start = threading.Barrier(4)

        def deliver():
            start.wait()
            while Delivery.objects.filter(status="waiting").exists():
                deliveries.deliver_waiting()
            connection.close()

        threads = [threading.Thread(target=deliver) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [told["post"]["number"] for told in server.told] == [answer.pk for answer in answers]
        assert server.most_at_once == 1
    assert set(states()) == {("done", 1)}


@pytest.mark.django_db(transaction=True)
def test_writing_goes_on_while_a_hook_is_being_deleted(cast):
    with receiving(200) as server:
        hook = hook_to(server)
    deleting, written = threading.Event(), threading.Event()

    def delete():
        with transaction.atomic():
            Hook.objects.filter(pk=hook.pk).delete()
            deleting.set()
            written.wait(0.5)
        connection.close()

    thread = threading.Thread(target=delete)
    thread.start()
    deleting.wait()
    question = make.question(cast.asker)
    written.set()
    thread.join()
    assert Post.objects.filter(pk=question.pk).exists()
    assert not Delivery.objects.exists()
