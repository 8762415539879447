"""What followers cost: the answer that somebody posts, the worker that tells of it, and the page of a member who follows much.

    python -m bench.followers

Ratios within one process, in a transaction that is rolled back: it needs no server and no quiet machine.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402
from forum import options  # noqa: E402
from qa.models import Activity, Favourite, Post, QuestionTag, Tag  # noqa: E402
from qa.news.actions.fanout import tell_of_what_happened  # noqa: E402
from qa.news.actions.streams import decide_one  # noqa: E402
from tests import make  # noqa: E402

RUNS = 15
FOLLOWERS = 1_000
MUCH_FOLLOWED = 5_000
MOST_FAVOURITES = 3_000
BUSY_TAGS = 50


@dataclass(frozen=True)
class Cost:
    """What something took: median seconds, messages to the database, and what its longest statement looked at."""

    seconds: float
    statement_count: int
    plan: str = ""


def measure(act: Callable[[], object], runs: int = RUNS) -> Cost:
    """Return what an act costs, after one run that is not counted."""
    act()
    times, count = [], 0
    for _ in range(runs):
        with CaptureQueriesContext(connection) as queries:
            begun = time.perf_counter()
            act()
            times.append(time.perf_counter() - begun)
        count = len(queries)
    return Cost(statistics.median(times), count)


def make_people(count: int) -> list[User]:
    names = [f"follower{make.count()}" for _number in range(count)]
    return User.objects.bulk_create([User(username=name, username_key=name) for name in names])


def follow(question: Post, followers: list[User]) -> None:
    Favourite.objects.bulk_create([Favourite(member=member, question=question) for member in followers])
    decide_all()


def decide_all() -> None:
    while decide_one():
        pass


def compare_posting() -> tuple[Cost, Cost]:
    """Post answers to a question without followers and to one with a thousand, in turns."""
    options.save({"answers_per_member": 1_000, "answers_per_network": 1_000})
    alone, followed = make.question(), make.question()
    follow(followed, make_people(FOLLOWERS))
    client = make.client(make.member())
    numbers = iter(range(10**6))

    def post(question: Post) -> Callable[[], object]:
        def act() -> None:
            words = f"What helped me was the following, number {next(numbers)}."
            response = client.post(f"/questions/{question.pk}/answers/", {"body": words})
            assert response.status_code == 302, response.status_code  # noqa: S101

        return act

    rounds = [(measure(post(alone), 5), measure(post(followed), 5)) for _ in range(5)]
    found = [
        Cost(statistics.median(cost[side].seconds for cost in rounds), rounds[0][side].statement_count)
        for side in (0, 1)
    ]
    return found[0], found[1]


def compare_telling() -> dict[int, Cost]:
    """Let the worker tell of an answer to questions with so many followers."""
    costs = {}
    for count in (0, FOLLOWERS, MUCH_FOLLOWED):
        question = make.question()
        follow(question, make_people(count))
        tell_everything()
        times, statements = [], 0
        for _ in range(3):
            make.answer(question, make.member())
            with CaptureQueriesContext(connection) as queries:
                begun = time.perf_counter()
                tell_everything()
                times.append(time.perf_counter() - begun)
            statements = len(queries)
        costs[count] = Cost(statistics.median(times), statements)
    return costs


def tell_everything() -> None:
    while tell_of_what_happened():
        pass


def compare_reading() -> dict[str, Cost]:
    """Open the page of updates of members who follow one question, and three thousand: copied for them, and read."""
    writer = make.member()
    numbers = range(MOST_FAVOURITES)
    more = Post.objects.bulk_create(
        [Post(kind="Q", title=f"What about {number}?", author=writer.user) for number in numbers]
    )
    Activity.objects.bulk_create(
        [Activity(actor=writer.user, verb="asked", post=post, question=post) for post in more]
    )
    tags = Tag.objects.bulk_create(
        [Tag(name=f"much{number}", key=f"much{number}") for number in range(BUSY_TAGS)]
    )
    QuestionTag.objects.bulk_create(
        [QuestionTag(question=post, tag=tags[place % BUSY_TAGS]) for place, post in enumerate(more)]
        + [QuestionTag(question=post, tag=tags[(place + 7) % BUSY_TAGS]) for place, post in enumerate(more)]
    )
    on_questions = [{"question": post} for post in more]
    on_tags = [{"tag": tag} for tag in tags]
    costs = {}
    for name, followed, most_copies in (
        ("one favourite", on_questions[:1], 10),
        ("3,000 questions, all copied", on_questions, 1_000),
        ("3,000 much followed questions", on_questions, 0),
        ("50 much followed tags", on_tags, 0),
        ("50 tags, copied", on_tags, 1_000),
        ("3,000 questions, before the worker decided", on_questions, None),
    ):
        reader = make.member()
        options.save({} if most_copies is None else {"most_copies": most_copies})
        Favourite.objects.bulk_create([Favourite(member=reader.user, **on) for on in followed])
        if most_copies is not None:
            decide_all()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE qa_favourite, qa_activity, qa_post, news_update, news_streamitem")
        client: Client = make.client(reader)
        cost = measure(lambda client=client: client.get("/updates/"), 7)
        costs[name] = Cost(cost.seconds, cost.statement_count, explain(client))
    return costs


def explain(client: Client) -> str:
    """Say what the statement behind the page of updates costs the database."""
    with CaptureQueriesContext(connection) as queries:
        client.get("/updates/")
    [statement] = [query["sql"] for query in queries if "news_update" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        [plan] = cursor.fetchone()[0]
    return (
        f"{plan['Execution Time']:.1f} ms to run, {plan['Planning Time']:.1f} to plan, "
        f"{plan['Plan']['Shared Hit Blocks']:,} blocks"
    )


def main() -> None:
    with transaction.atomic():
        alone, followed = compare_posting()
        print(
            f"posting an answer: {FOLLOWERS:,} followers take {followed.seconds / alone.seconds:.2f} times as long as none "
            f"({alone.statement_count} and {followed.statement_count} messages to the database)"
        )
        telling = compare_telling()
        for count, cost in telling.items():
            ratio = cost.seconds / telling[0].seconds
            print(
                f"telling {count:,} followers: {ratio:.1f} times as long as nobody ({1_000 * cost.seconds:.0f} ms), "
                f"{cost.statement_count} messages"
            )
        reading = compare_reading()
        least = reading["one favourite"]
        for name, cost in reading.items():
            ratio = cost.seconds / least.seconds
            print(f"page of updates, {name}: {ratio:.2f} times, {cost.statement_count} messages; {cost.plan}")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
