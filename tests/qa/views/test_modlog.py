"""The moderation log as people read it, download it, keep its heads; and what is taken out of it."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import options
from forum.lib.networks import read_pattern
from qa.actions.blocks import block_addresses
from qa.actions.closures import close_question
from qa.actions.deletions import delete_post
from qa.actions.edits import retag_question
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post, show_post
from qa.actions.measures import block
from qa.actions.members import delete_member
from qa.actions.modlog import seal, verify
from qa.models import Flag, Hiding, LogEntry, LogHead, LogPart
from qa.rules.chain import START, hash_link
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
ADDRESS = "/moderation-log/"
CANARY = "Xylophone"
SCRIPT = Path(__file__).parents[3] / "docs" / "check_moderation_log.py"


def read(viewer=None, query=""):
    response = make.client(viewer).get(ADDRESS + query)
    assert response.status_code == 200
    return Page.of(response)


def rows(page):
    return [row.text for row in page.find_all("li", class_="row")]


def test_everybody_reads_what_was_done_as_what_and_why_the_newest_first(cast):
    question = make.question(cast.asker, "How do I sleep again?")
    close_question(cast.editor, question.pk, reason="It is settled.")
    first = make.question(cast.asker, "Where do I begin today?")
    hide_post(cast.moderator, first.pk, reason="It names a neighbour.")
    show_post(cast.administrator, first.pk)
    found = rows(read())
    assert [row.split(":")[0] for row in found] == [
        "An administrator showed again",
        "A moderator hid",
        "An editor closed",
    ]
    assert "It names a neighbour." in found[1]
    assert "How do I sleep again?" in found[2] and "It is settled." in found[2]
    assert question.get_absolute_url() in make.client().get(ADDRESS).text


def test_why_a_member_or_a_network_was_blocked_is_for_moderators_and_the_one_concerned(cast):
    block(cast.moderator, cast.reader.user_id, reason=f"They wrote {CANARY} to everybody.")
    block_addresses(cast.moderator, read_pattern("198.51.100.7"), reason=f"The {CANARY} came from there.")
    seal()
    for viewer in (None, cast.asker, cast.reader):
        page = make.client(viewer).get(ADDRESS).text
        assert "blocked" in page
        assert "198.51.100.7" not in page
        assert (CANARY in page) is (viewer is cast.reader)
    export = b"".join(make.client().get(f"{ADDRESS}export/")).decode()
    assert CANARY not in export and "198.51.100.7" not in export
    assert CANARY in make.client(cast.reader).get("/decisions/").text
    assert make.client(cast.moderator).get(ADDRESS).text.count(CANARY) == 2


def test_nobody_is_named_but_moderators_where_the_owner_wants_it(cast):
    hide_post(cast.moderator, make.question(cast.asker).pk, reason="Not for here.")
    text = " ".join(rows(read()))
    assert "moderatrix" not in text and "asker" not in text
    options.save({"are_moderators_named": True})
    text = " ".join(rows(read()))
    assert "moderatrix" in text and "asker" not in text


@pytest.mark.parametrize("who", ["visitor", "reader", "asker", "moderator"])
def test_a_hidden_post_is_only_called_so_for_those_who_may_not_see_it(cast, who):
    question = make.question(cast.asker, f"{CANARY} and how do I sleep?", tags=(CANARY.lower(),))
    answer = make.answer(question, cast.answerer, f"{CANARY} is what helped me.")
    retag_question(
        cast.editor,
        question.pk,
        make.category(f"{CANARY}s"),
        [f"{CANARY.lower()}-x"],
        version=question.version,
    )
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    seal()
    client = make.client(getattr(cast, who, None))
    page = client.get(ADDRESS)
    is_trusted = who in ("asker", "moderator")
    assert (CANARY.lower() in page.text.lower()) == is_trusted
    if not is_trusted:
        assert "a question that is hidden or gone" in Page.of(page).text
        assert "an answer that is hidden or gone" in Page.of(page).text
    exported = b"".join(client.get(ADDRESS + "export/"))
    assert CANARY.lower() not in exported.decode().lower()
    assert CANARY.lower() not in client.get("/feeds/moderation-log/").text.lower()


def test_a_change_is_told_field_by_field_and_never_the_words_of_a_post(cast):
    health, work = make.category("Health"), make.category("Work")
    question = make.question(cast.asker, category=health, tags=("sleep",))
    retag_question(cast.editor, question.pk, work, ["sleep", "night"], version=question.version)
    make.edit(cast.editor, question.pk, "Without the name of the neighbour.")
    edited, retagged = rows(read())
    assert "Category: Health → Work" in retagged
    assert "Tags: sleep → sleep, night" in retagged
    assert "neighbour" not in edited


def test_entries_are_narrowed_by_what_was_done_by_month_and_by_post(cast):
    first, second = make.question(cast.asker), make.question(cast.asker)
    close_question(cast.editor, first.pk, reason="Settled.")
    hide_post(cast.moderator, second.pk, reason="Not for here.")
    LogEntry.objects.filter(post_id=first.pk).update(created_at=datetime(2020, 12, 31, 23, 59, tzinfo=UTC))
    assert len(rows(read(query="?kind=hid"))) == 1
    assert len(rows(read(query=f"?post={first.pk}"))) == 1
    assert len(rows(read(query="?month=2020-12"))) == 1
    assert len(rows(read(query="?month=2021-01"))) == 0
    assert len(rows(read(query=f"?kind=hid&post={first.pk}"))) == 0
    assert len(rows(read(query="?kind=&month=&post="))) == 2


@pytest.mark.parametrize("query", ["kind=unheard", "month=2020-13", "month=soon", "month=0000-01", "post=abc", "post=-1",
                                   "post=99999999999999999999", "page=0", "page=x", "after=x"])  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused_in_words(cast, query):
    response = make.client().get(f"{ADDRESS}?{query}")
    assert response.status_code == 400
    name, value = query.split("=")
    if name in ("month", "post"):
        assert Page.of(response).find("input", name=name).attribute("value") == value


def test_long_logs_are_paged_and_filters_go_along(cast):
    options.save({"list_page_size": 5})
    question = make.question(cast.asker)
    for _number in range(4):
        hide_post(cast.moderator, question.pk, reason="Not for here.")
        show_post(cast.moderator, question.pk)
    assert len(rows(read())) == 5
    assert len(rows(read(query="?page=2"))) == 3
    assert len(rows(read(query="?kind=hid"))) == 4
    assert make.client().get(ADDRESS + "?page=3").status_code == 404


@pytest.mark.parametrize(
    ("readers", "statuses"),
    [("everybody", (200, 200, 200)), ("members", (403, 200, 200)), ("moderators", (403, 403, 200))],
)
def test_the_owner_decides_who_reads_the_log_its_export_and_its_feed(cast, readers, statuses):
    options.save({"log_readers": readers})
    for address in (ADDRESS, ADDRESS + "export/", "/feeds/moderation-log/"):
        found = [
            make.client(viewer).get(address).status_code for viewer in (None, cast.reader, cast.moderator)
        ]
        assert tuple(found) == statuses, address


def test_authors_read_decisions_about_themselves_also_where_the_log_is_closed(cast):
    options.save({"log_readers": "moderators"})
    visitor = make.visitor("a browser")
    mine, theirs = make.question(cast.asker), make.question(visitor)
    hide_post(cast.moderator, mine.pk, reason="It names a neighbour.")
    hide_post(cast.moderator, theirs.pk, reason="It is advertising.")
    page = Page.of(make.client(cast.asker).get("/decisions/"))
    assert "It names a neighbour." in page.text and "advertising" not in page.text
    assert mine.title in page.text
    assert "Nothing was decided" in Page.of(make.client(cast.reader).get("/decisions/")).text
    assert "Nothing was decided" in Page.of(make.client().get("/decisions/")).text


def test_a_page_of_the_log_costs_the_same_with_more_entries(cast):
    def count():
        client = make.client()
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        return len(queries)

    answer = make.answer(make.question(cast.asker), cast.answerer)
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    before = count()
    for _number in range(4):
        hide_post(cast.moderator, make.answer(make.question(), make.visitor()).pk, reason="Not for here.")
    assert count() == before
    assert before <= 6


def export(query="", viewer=None):
    response = make.client(viewer).get(f"{ADDRESS}export/{query}")
    assert response.status_code == 200
    return response, [json.loads(line) for line in b"".join(response).decode().splitlines()]


def make_log(cast, count=4):
    for _number in range(count):
        hide_post(cast.moderator, make.question(cast.asker).pk, reason="Not for here.")
    seal()


def test_an_export_is_enough_to_compute_the_chain_again(cast, tmp_path):
    make_log(cast)
    _response, entries = export()
    assert [entry["number"] for entry in entries] == [1, 2, 3, 4]
    assert entries[0]["before"] == START
    assert entries[0]["parts"]["words"]["content"] == {"reason": "Not for here."}
    assert set(entries[0]["parts"]) == {"words"}
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"".join(make.client().get(ADDRESS + "export/?from=2")))
    assert check(file) == (0, "3 entries hold. Hash of entry 4: " + LogEntry.objects.get(number=4).hash)


def check(file):
    done = subprocess.run(
        [sys.executable, SCRIPT, file], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.mark.parametrize(
    ("field", "value"),
    [("verb", "showed"), ("hash", "0" * 64), ("before", "0" * 64), ("post_id", 7), ("parts", None)],
)
def test_the_script_for_outsiders_names_the_first_entry_that_does_not_hold(cast, tmp_path, field, value):
    make_log(cast)
    _response, entries = export()
    if field == "parts":
        entries[2]["parts"]["words"]["content"]["reason"] = "Something else."
    else:
        entries[2][field] = value
    file = tmp_path / "log.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    code, words = check(file)
    assert code == 1 and words.startswith("Entry 3:")
    file.write_text("", encoding="utf-8")
    assert check(file)[0] == 1


@pytest.mark.parametrize("first", ["0", "-1", "abc", "9" * 30, "1.5", "%00"])
def test_an_export_from_no_number_is_refused(cast, first):
    assert make.client().get(f"{ADDRESS}export/?from={first}").status_code == 400


def test_a_long_export_says_where_it_goes_on(cast, monkeypatch):
    monkeypatch.setattr("qa.views.modlog.EXPORT_SIZE", 2)
    monkeypatch.setattr("qa.reads.modlog.EXPORT_SIZE", 2)
    make_log(cast)
    response, entries = export()
    assert [entry["number"] for entry in entries] == [1, 2]
    assert response["Link"] == '</moderation-log/export/?from=3>; rel="next"'
    response, entries = export("?from=3")
    assert entries[0]["before"] == LogEntry.objects.get(number=2).hash
    assert "Link" not in response


def age(days, *numbers):
    """Let sealed entries be that many days old, chained as if they had always been."""
    LogEntry.objects.filter(number__in=numbers).update(created_at=datetime.now(UTC) - timedelta(days=days))
    before = START
    for entry in LogEntry.objects.order_by("number"):
        entry.hash = before = hash_link(before, entry.make_link())
        entry.save(update_fields=["hash"])


def test_the_feed_names_the_last_entry_of_each_day_that_is_over_and_never_changes_it(cast):
    make_log(cast)
    age(3, 1, 2)
    age(1, 3)
    client = make.client()
    first = client.get("/feeds/moderation-log/")
    assert first["Content-Type"].startswith("application/atom+xml")
    heads = list(LogHead.objects.order_by("day").values_list("number", "counts"))
    assert heads == [(2, {"hid": 2}), (3, {"hid": 1})]
    for number in (2, 3):
        assert f":moderation-log/{number}/{LogEntry.objects.get(number=number).hash}" in first.text
    assert LogEntry.objects.get(number=4).hash not in first.text
    make_log(cast, 1)
    age(1, 4, 5)  # sealed after that day was written down
    second = client.get("/feeds/moderation-log/")
    assert second.text == first.text
    assert client.get("/feeds/moderation-log/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_copy_of_the_feed_shows_when_entries_were_cut_off_or_the_chain_was_written_anew(
    cast, tmp_path, capsys
):
    make_log(cast)
    age(3, 1, 2)
    age(2, 3, 4)
    copy = tmp_path / "feed.xml"
    copy.write_bytes(make.client().get("/feeds/moderation-log/").content)
    call_command("verify_modlog", against=str(copy))
    assert "All 2 published heads are in it." in capsys.readouterr().out
    LogHead.objects.all().delete()
    LogPart.objects.filter(entry__number=4).delete()
    LogEntry.objects.filter(number=4).delete()
    assert verify() is None  # the chain alone cannot tell
    with pytest.raises(SystemExit):
        call_command("verify_modlog", against=str(copy))
    assert "Entry 4:" in capsys.readouterr().err
    LogEntry.objects.filter(number=2).update(verb="showed")
    age(3, 1, 2)
    with pytest.raises(SystemExit):
        call_command("verify_modlog", against=str(copy))
    assert "Entry 2:" in capsys.readouterr().err


def test_heads_in_the_database_are_checked_without_a_copy_too(cast):
    make_log(cast)
    age(2, 1, 2, 3, 4)
    seal()
    LogPart.objects.filter(entry__number=4).delete()
    LogEntry.objects.filter(number=4).delete()
    assert verify().number == 4


@pytest.mark.parametrize("words", ["", "<feed></feed>", "tag:x,2020-01-01:moderation-log/1/abc"])
def test_a_copy_without_heads_proves_nothing_and_is_refused(cast, tmp_path, words):
    copy = tmp_path / "feed.xml"
    copy.write_text(words, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("verify_modlog", against=str(copy))
    with pytest.raises(CommandError):
        call_command("verify_modlog", against=str(tmp_path / "missing.xml"))


def test_an_administrator_takes_a_reason_out_and_the_log_says_so_and_holds(cast):
    question = make.question(cast.asker)
    hide_post(cast.moderator, question.pk, reason="It names Xaver of number five.")
    seal()
    entry = LogEntry.objects.get()
    address = f"/moderation-log/{entry.pk}/reason/"
    for viewer in (None, cast.reader, cast.moderator):
        assert make.client(viewer).post(address).status_code == 403
    client = make.client(cast.administrator)
    assert "Xaver" in client.get(address).text
    assert client.post(address).status_code == 302
    assert "Xaver" not in client.get(ADDRESS).text
    assert "Removed upon erasure: reason and change" in Page.of(client.get(ADDRESS)).text
    assert Hiding.objects.get().reason == ""
    assert "Xaver" not in make.client(cast.asker).get(question.get_absolute_url()).text
    assert verify() is None
    assert client.post(address).status_code == 403
    severed = LogEntry.objects.get(verb="severed")
    assert client.post(f"/moderation-log/{severed.pk}/reason/").status_code == 403
    assert client.get("/moderation-log/99999999/reason/").status_code == 404


def test_erasing_a_member_shows_as_erased_parts_in_the_page_and_the_export(cast):
    make_log(cast, 1)
    delete_member(cast.administrator, cast.asker.user)
    seal()
    newest, oldest = rows(read())
    assert "removed personal details from the log" in newest and "entries 1" in newest
    assert "Removed upon erasure: whom it concerned, reason and change" in oldest
    assert export()[1][0]["parts"] == {}


def test_hiding_by_flags_is_told_as_an_act_of_the_forum(cast):
    options.save({"flags_that_hide": 1})
    flag_post(cast.reader, make.question(cast.asker).pk, reason=Flag.Reason.SPAM)
    assert rows(read())[0].startswith("The forum itself hid:")


def test_whoever_wrote_below_a_deleted_post_reads_that_it_is_gone_and_why(cast):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    delete_post(cast.moderator, question.pk, reason="It was a copy.", with_dependants=True)
    page = Page.of(make.client(cast.answerer).get("/decisions/"))
    assert "It was a copy." in page.text
    assert set(LogEntry.objects.filter(verb="deleted").values_list("post_id", flat=True)) == {
        question.pk,
        answer.pk,
    }


def test_a_log_without_entries_says_that_nothing_was_decided_and_a_search_that_nothing_fits(client):
    assert "Nothing has been decided yet." in client.get("/moderation-log/").content.decode()
    assert "There is no such entry." in client.get("/moderation-log/?post=1").content.decode()
