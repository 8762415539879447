"""Whether this app shows a question to search engines, each part in its own way: for the test that holds all of them together."""

from django.test import Client

from qa.seo.actions.indexnow import list_addresses
from qa.seo.rules.sitemaps import PART
from tests.qa.seo.graphs import graphs_of


def is_in_the_sitemap(question):
    response = Client().get(f"/sitemap/questions-{question.pk // PART}.xml")
    return response.status_code == 200 and f"/questions/{question.pk}/" in response.getvalue().decode()


def is_described_as_data(question):
    return "QAPage" in graphs_of(Client().get(question.get_absolute_url()))


def has_a_card(question):
    return Client().get(f"/questions/{question.pk}/card.png").status_code == 200


def is_told(question):
    """Of hidden ones IndexNow is told, too, where they were public: as gone."""
    return not question.is_hidden and bool(list_addresses([question.pk]))


CHECKERS = [is_in_the_sitemap, is_described_as_data, has_a_card, is_told]
