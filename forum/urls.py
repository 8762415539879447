"""Every address of the site, by room."""

from django.contrib import admin
from django.urls import include, path

from forum import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("challenge/", views.challenge, name="challenge"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.profiles.urls")),
    path("admin/", admin.site.urls),
    path("", include("qa.feeds.urls")),
    path("", include("qa.news.urls")),
    path("", include("qa.talks.urls")),
    path("", include("qa.masks.urls")),
    path("", include("qa.professionals.urls")),
    path("", include("qa.mailings.urls")),
    path("", include("qa.api.urls")),
    path("", include("qa.privacy.urls")),
    path("", include("qa.seo.urls")),
    path("", include("qa.sealed.urls")),
    path("", include("qa.care.urls")),
    path("", include("qa.team.urls")),
    path("", include("qa.urls")),
]

handler400 = "forum.views.bad_request"
handler403 = "forum.views.permission_denied"
handler404 = "forum.views.page_not_found"
# Asked for by allauth, whose limits know nothing of ours.
handler429 = "accounts.views.pause"
handler500 = "forum.views.server_error"
