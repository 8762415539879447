"""The place: settings, addresses, site options, error pages."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Site")


class ForumAdminConfig(AdminConfig):
    """Django admin, with our site class (who may enter is decided by level)."""

    default_site = "forum.admin_site.ConsoleSite"
