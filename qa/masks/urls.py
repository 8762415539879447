"""Addresses of the masks."""

from django.urls import path

from qa.masks.views import masks, measures, unmaskings

app_name = "masks"
urlpatterns = [
    path("anonymity/", masks.about, name="about"),
    path("users/me/masked/", masks.own, name="own"),
    path("posts/<int:pk>/name/", masks.change, name="change"),
    path("posts/<int:pk>/unmasking/", unmaskings.new, name="unmasking-new"),
    path("posts/<int:pk>/author/", measures.author, name="author"),
    path("posts/<int:pk>/author/<slug:kind>/", measures.take, name="author-measure"),
    path("moderate/unmaskings/", unmaskings.index, name="unmaskings"),
    path("moderate/unmaskings/<int:pk>/", unmaskings.show, name="unmasking"),
]
