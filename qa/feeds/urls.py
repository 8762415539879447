"""Addresses of feeds."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from forum.lib.feeds import FORMATS
from qa.feeds import private, views
from qa.feeds.catalogue import LISTS


class FormConverter(StringConverter):
    """What an address of a feed ends with."""

    regex = "|".join(FORMATS)


class ListConverter(StringConverter):
    """The name of a list that has a feed."""

    regex = "|".join(LISTS)


register_converter(FormConverter, "form")
register_converter(ListConverter, "list")

app_name = "feeds"
urlpatterns = [
    path("feeds/", views.index, name="index"),
    path("feeds/search.<form:form>", views.of_search, name="search"),
    path("feeds/questions/<int:pk>.<form:form>", views.of_thread, name="thread"),
    path("feeds/tags/<str:name>.<form:form>", views.of_tag, name="tag"),
    path("feeds/users/<str:name>.<form:form>", views.of_member, name="member"),
    path("feeds/updates/<slug:ticket>.<form:form>", private.of_updates, name="updates"),
    path("feeds/<list:name>.<form:form>", views.of_list, name="list"),
    path("feeds/<list:name>/<path:path>.<form:form>", views.of_list, name="category"),
    # addresses of Question2Answer
    path("feed/<path:rest>", views.old, name="old"),
    path("index.php/feed/<path:rest>", views.old, name="old-index"),
]
