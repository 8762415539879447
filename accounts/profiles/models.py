"""Fields of profiles, what members wrote there, and names that somebody had before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum import stamps
from forum.lib.fields import KeyField

LABEL_MAX_LENGTH = 100
VALUE_MAX_LENGTH = 8_000
CHOICES_MAX_LENGTH = 4_000
stamps.cover("accounts_profilefield", stamps.Kind.SITE)
stamps.cover("accounts_profilevalue", stamps.Kind.MEMBERS)
stamps.cover("accounts_formername", stamps.Kind.MEMBERS)


class Readers(models.IntegerChoices):
    """Who reads a field: the lowest level that does (-1: visitors, too). Its owner always does."""

    EVERYBODY = -1, _("Everybody")
    MEMBERS = 0, _("Members")
    EXPERTS = 20, _("Experts and above")
    EDITORS = 50, _("Editors and above")
    MODERATORS = 80, _("Moderators and above")
    ADMINISTRATORS = 100, _("Administrators alone")


BUILT_IN: dict[str, Promise] = {
    "name": _("Full name"),
    "location": _("Where I live"),
    "website": _("My page on the web"),
    "about": _("About me"),
}


class ProfileField(models.Model):
    """A field of profiles. Those with a `key` are there from the beginning; they can be switched off, not deleted.

    An empty label of those is the one of BUILT_IN, in the language of the page.
    """

    class Kind(models.TextChoices):
        LINE = "line", _("One line")
        TEXT = "text", _("Several lines")
        ADDRESS = "address", _("The address of a page")
        CHOICE = "choice", _("One of several")

    key = models.CharField(max_length=20, blank=True, editable=False)
    label = models.CharField(_("label"), max_length=LABEL_MAX_LENGTH, blank=True)
    hint = models.CharField(_("what stands below it"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LINE)
    choices = models.TextField(_("what one chooses from"), blank=True)
    readers = models.SmallIntegerField(_("who reads it"), choices=Readers.choices, default=Readers.EVERYBODY)
    is_in_use = models.BooleanField(_("in use"), default=True)
    is_on_sign_up = models.BooleanField(_("asked when signing up"), default=False)
    is_required = models.BooleanField(_("has to be filled in"), default=False)
    max_length = models.PositiveSmallIntegerField(_("most characters"), default=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("field of profiles")
        verbose_name_plural = _("fields of profiles")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="accounts_profilefield_key", condition=~Q(key="")),
            models.CheckConstraint(name="accounts_profilefield_named", condition=~Q(key="", label="")),
            models.CheckConstraint(
                name="accounts_profilefield_length",
                condition=Q(max_length__gte=1, max_length__lte=VALUE_MAX_LENGTH),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(BUILT_IN.get(self.key, self.key))

    @property
    def choice_list(self) -> list[str]:
        return list(dict.fromkeys(line.strip() for line in self.choices.splitlines() if line.strip()))


class ProfileValue(models.Model):
    """What a member wrote in a field; no row where they wrote nothing."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile_values", db_index=False
    )
    field = models.ForeignKey(ProfileField, on_delete=models.CASCADE, related_name="values")
    text = models.TextField(max_length=VALUE_MAX_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "field"], name="accounts_profilevalue_once"),
            models.CheckConstraint(name="accounts_profilevalue_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.field_id}"


class FormerName(models.Model):
    """A name that somebody had. Nobody else takes it until `reserved_until`; afterwards whoever comes first.

    It leads to `member`. None: they did not want that, and nothing says whose name it was.
    """

    name = models.CharField(max_length=30)
    name_key = KeyField(source="name", max_length=60, unique=True, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="former_names"
    )
    reserved_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
