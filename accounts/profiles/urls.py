"""Addresses of profiles, pictures and terms."""

from django.urls import path, re_path

from accounts.profiles import views

app_name = "profiles"
urlpatterns = [
    path("users/me/profile/", views.edit, name="edit"),
    path("users/me/picture/", views.choose, name="picture"),
    path("users/me/picture/removal/", views.remove, name="picture-remove"),
    path("moderate/picture/", views.site_picture, name="site-picture"),
    path("terms/", views.show_terms, name="terms"),
    re_path(r"^avatars/(?P<key>[0-9a-f]{32})-(?P<side>96|400)\.webp$", views.show, name="show-picture"),
    re_path(r"^avatars/(?P<number>[0-9a-f]{8})\.svg$", views.show_pattern, name="pattern"),
]
