"""Members and their levels."""

from collections.abc import Collection
from typing import Any, ClassVar, Self
from urllib.parse import quote

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.profiles.models import FormerName as FormerName
from accounts.profiles.models import ProfileField as ProfileField
from accounts.profiles.models import ProfileValue as ProfileValue
from accounts.validators import KEY_MAX_LENGTH, username_validators
from forum import stamps
from forum.lib.fields import KeyField
from qa.rules.points import BASE

EMAIL_MAX_LENGTH = 80
stamps.cover("accounts_user", stamps.Kind.MEMBERS)
stamps.cover("accounts_admission", stamps.Kind.MEMBERS)


class Level(models.IntegerChoices):
    """What a member is trusted with; each level may do all that the lower ones may."""

    REGISTERED = 0, _("Registered member")
    APPROVED = 10, _("Approved member")
    EXPERT = 20, _("Expert")
    EDITOR = 50, _("Editor")
    MODERATOR = 80, _("Moderator")
    ADMINISTRATOR = 100, _("Administrator")
    SUPER_ADMINISTRATOR = 120, _("Super administrator")


class UserManager(BaseUserManager["User"]):
    """Makes members; passwords are hashed here and nowhere else."""

    def create_user(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> "User":
        """Create and return a member. Without a password nobody can sign in to the account."""
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str = "", password: str | None = None) -> "User":
        """Create a super administrator (`manage.py createsuperuser`)."""
        return self.create_user(username, email, password, level=Level.SUPER_ADMINISTRATOR)


class User(AbstractBaseUser):
    """A member. `username` is public and unique without regard to case and accents; the address is private.

    `points` is the reputation total, kept by qa.actions.standings; `bonus_points` is what an administrator gave.
    `restrictions` is a copy of the measures in force: {right or "all": end (ISO 8601), or null for no end}.
    Copies that triggers keep, so that asking who may do what costs no query: `has_confirmed_address` (of allauth's
    addresses) and `category_levels` (of qa.models.CategoryLevel: the level by the id of the category, as text).
    `must_confirm`: the account was made while the owner wanted an address confirmed before anything else.
    `avatar` names the member's picture (accounts.profiles.pictures), "" without one; `agreed_terms` is the version of the terms
    that their open Consent names; `renamed_at`: when they last changed their name themselves.
    `is_mailed_sign_ins`: a sign-in from a new browser is told by mail, too, not by a notice alone.
    `content_choices`: what becomes of texts with a content warning, and of pictures, where that is not as the site has it
    (qa.rules.content_warnings); whoever chose something gets pages of their own.
    `professional`: a copy of the mark of a verified professional (qa.rules.professions), with the moment at which it is over.
    `has_mutes`: lists are folded for this member, so they get pages of their own (qa.news.actions.subjects keeps it).
    """

    username = models.CharField(
        _("name"),
        max_length=30,
        validators=username_validators,
        help_text=_("Shown beside what you write. It need not be your real name."),
    )
    username_key = KeyField(source="username", max_length=KEY_MAX_LENGTH, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=EMAIL_MAX_LENGTH, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.REGISTERED)
    points = models.IntegerField(_("points"), default=BASE, editable=False)
    bonus_points = models.IntegerField(_("bonus points"), default=0)
    restrictions = models.JSONField(_("what the member may not do"), default=dict, blank=True, editable=False)
    has_open_warning = models.BooleanField(_("has a warning to read"), default=False, editable=False)
    must_confirm = models.BooleanField(_("has to confirm an address first"), default=False, editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    has_confirmed_address = models.BooleanField(default=False, editable=False)
    has_mutes = models.BooleanField(default=False, db_default=False, editable=False)
    is_mailed_sign_ins = models.BooleanField(default=True, db_default=True, editable=False)
    professional = models.JSONField(null=True, blank=True, editable=False)
    content_choices = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    category_levels = models.JSONField(default=dict, blank=True, editable=False)
    avatar = models.CharField(max_length=32, default="", db_default="", blank=True, editable=False)
    agreed_terms = models.CharField(max_length=40, default="", db_default="", blank=True, editable=False)
    renamed_at = models.DateTimeField(null=True, editable=False)
    joined_at = models.DateTimeField(_("member since"), default=timezone.now, editable=False)

    # How many notices they have not read, where that was read along with them (accounts.sessions, accounts.guests).
    unread_count = 0

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        indexes = [
            models.Index(
                fields=["-points", "-id"],
                name="accounts_user_active_by_points",
                condition=models.Q(is_active=True),
            ),
            models.Index(fields=["-joined_at"], name="accounts_user_by_joined"),
        ]

    def __str__(self) -> str:
        return self.username

    def get_absolute_url(self) -> str:
        """Address of the public profile; written out because a list page needs it many times."""
        return f"/users/{quote(self.username, safe='')}/"

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """Load a member; a page that is kept for everybody relies on each one it shows."""
        user = super().from_db(db, field_names, values, **more)
        stamps.note(stamps.Kind.MEMBER, [user.pk])
        return user

    @property
    def is_staff(self) -> bool:
        """Whether Django admin opens for this member."""
        return self.is_active and self.level >= Level.MODERATOR

    @property
    def is_superuser(self) -> bool:
        return self.is_active and self.level >= Level.SUPER_ADMINISTRATOR

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django admin's question; what moderators may do there is decided by the policies."""
        return self.is_active and self.level >= Level.ADMINISTRATOR

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class Admission(models.Model):
    """A new account that somebody has to look at before it is approved, and what was decided. No row: nobody has to."""

    class Outcome(models.TextChoices):
        WAITING = "", _("waiting")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    member = models.OneToOneField(
        User, primary_key=True, on_delete=models.CASCADE, related_name="admission", verbose_name=_("member")
    )
    asked_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.WAITING, blank=True
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("new member")
        verbose_name_plural = _("new members")
        indexes = [
            models.Index(
                fields=["asked_at", "member"],
                name="accounts_admission_waiting",
                condition=models.Q(outcome=""),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="accounts_admission_decided",
                condition=models.Q(outcome="", decided_at=None)
                | (~models.Q(outcome="") & models.Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="accounts_admission_declined_why",
                condition=~models.Q(outcome="declined") | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.outcome or 'waits'}"


class Consent(models.Model):
    """What a member agreed to, in which version, and until when: kept so that it can be shown, and taken back by them.

    `version` names the words that were shown (for terms: theirs; else the date of the words). One open row at most for each
    member and kind; agreeing to a new version closes the old row.
    """

    class Kind(models.TextChoices):
        TERMS = "terms", _("the terms")
        HEALTH = "health", _("keeping what I write about my health")

    member = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    version = models.CharField(max_length=40)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind"],
                name="accounts_consent_one_open",
                condition=models.Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="accounts_consent_ends_after_it_began",
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.version}"


class SignIn(models.Model):
    """Where a member is signed in: a row for each session that began here, for the list of them that is the member's own.

    `device` is the family of browser and system in two words (accounts.devices), '' where it is not known. No address is
    kept, and no more of what the browser says of itself. When it was last used, the session itself says (accounts.sessions).
    """

    member = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=30, blank=True)
    began_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return f"{self.member_id} {self.device}"


# At the end: allauth's models ask for the members when they are read.
from allauth.socialaccount.models import SocialApp  # noqa: E402


class Provider(SocialApp):
    """Somebody whose accounts members may sign in with: allauth's row, as the console shows it. The secret is sealed."""

    class Meta:
        proxy = True
        verbose_name = _("way to sign in from elsewhere")
        verbose_name_plural = _("ways to sign in from elsewhere")
