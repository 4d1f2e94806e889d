"""Tables of who may sign in, with what, in which role, and who looked at whose data."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import CodePurpose, Purpose
from accounts.crypto import EncryptedTextField, blind_index
from accounts.masking import mask_name, mask_phone
from accounts.programs.scopes import everything
from accounts.roles import Role


class UserQuerySet(models.QuerySet["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)

    def hold(self, pk: int, *, no_key: bool = False) -> None:
        """Take the lock of this person's row, for whoever has read the row before. `no_key`: rows may point to it."""
        self.select_for_update(no_key=no_key).values_list("pk").get(pk=pk)

    def customers(self) -> UserQuerySet:
        return self.filter(is_staff=False)

    def staff(self) -> UserQuerySet:
        return self.filter(is_staff=True)

    def with_phone(self, phone: str) -> UserQuerySet:
        return self.exclude(phone_index="").filter(phone_index=blind_index(phone))

    def called(self, name: str) -> User | None:
        """Someone by user name, or a customer by phone number."""
        return self.filter(username=name).first() or self.customers().with_phone(name).first()

    def holding(self, *roles: Role, department: str | None = None) -> UserQuerySet:
        """Active people who hold one of `roles` now (in `department`)."""
        grants = RoleGrant.objects.standing().filter(role__in=roles)
        if department is not None:
            grants = grants.filter(department=department)
        return self.filter(is_active=True, pk__in=grants.values("user"))


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who may sign in: staff by `username`, a customer by phone number."""

    username = models.CharField(_("username"), max_length=60, unique=True)
    name = EncryptedTextField(_("name"), blank=True)
    phone = EncryptedTextField(_("mobile number"), blank=True)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, default="zh-hans", choices=settings.LANGUAGES)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("works here or in an authority"), default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserQuerySet.as_manager()
    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=Q(is_staff=False) & ~Q(phone_index=""),
                name="one_phone_is_one_customer",
            )
        ]
        indexes = [models.Index(fields=["phone_index"], name="user_by_phone")]

    def __str__(self) -> str:
        """Fit for any page and any log: duty names in full, customers masked."""
        return (self.name or self.username) if self.is_staff else (self.masked_name or self.masked_phone)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @cached_property
    def _grants(self) -> frozenset[tuple[Role, str]]:
        """Read once an instance, and a request makes its own instance: a role taken away is gone at the next click."""
        if not (self.is_staff and self.is_active):
            return frozenset()
        standing = RoleGrant.objects.standing().filter(user=self)
        return frozenset((Role(role), department) for role, department in standing.values_list("role", "department"))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, _department in self._grants)

    def has_role(self, role: Role, department: str | None = None) -> bool:
        return role in self.roles if department is None else (role, department) in self._grants

    def forget_roles(self) -> None:
        """Read the grants again at the next question."""
        self.__dict__.pop("_grants", None)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def standing(self) -> RoleGrantQuerySet:
        return self.filter(revoked_at=None)


class RoleGrant(models.Model):
    """A role given to a person by a person; taken away it stays as a record."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    department = models.CharField(max_length=40, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(revoked_at=None),
                name="a_role_is_held_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="a_role_is_one_of_the_known"),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=models.F("user")), name="nobody_gives_a_role_to_himself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.department}".strip()


class OneTimeCodeQuerySet(models.QuerySet["OneTimeCode"]):
    def since(self, moment: datetime) -> OneTimeCodeQuerySet:
        return self.filter(issued_at__gt=moment)


class OneTimeCode(models.Model):
    """A six-digit code that went out by SMS. These rows are the rate limit too, so a lost cache changes nothing."""

    purpose = models.CharField(max_length=20, choices=CodePurpose.choices)
    phone = EncryptedTextField()
    phone_index = models.CharField(max_length=64)
    ip_index = models.CharField(max_length=64, blank=True)
    binding = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["issued_at"], name="code_by_time"),
            models.Index(fields=["phone_index", "issued_at"], name="code_by_phone"),
            models.Index(fields=["ip_index", "issued_at"], name="code_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.issued_at:%F %T}"


class SignInLock(models.Model):
    """How often signing in with one name failed in a row, whether the name exists or not."""

    name_index = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} in a row"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def standing(self, *, at: datetime) -> ApiTokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)


class ApiToken(models.Model):
    """A bearer token; only its hash is kept. It may what its owner may, within its scopes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, blank=True)
    scopes = models.JSONField(default=everything)
    calls_a_minute = models.PositiveIntegerField(default=6_000)
    used_on = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%F}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self, user: User, purpose: str | None = None) -> ConsentQuerySet:
        """What the person agrees to now: usable as `if Consent.objects.standing(user, purpose):`."""
        found = self.filter(user=user, withdrawn_at=None)
        return found if purpose is None else found.filter(purpose=purpose)


class Consent(models.Model):
    """One person's yes to one purpose in one wording; withdrawn it stays as a record."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40, choices=Purpose.choices)
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=20, default="web")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=Q(withdrawn_at=None), name="one_standing_consent_a_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version}"


class PersonalDataAccess(models.Model):
    """Who saw which field of whom in full, when and why. Written before the value is handed out; append-only."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_roles = models.CharField(max_length=200, blank=True)
    subject = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="data_accesses")
    about = models.CharField(max_length=80)
    field = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    is_over_quota = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-at"], name="access_by_subject"),
            models.Index(fields=["by", "-at"], name="access_by_viewer"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.about}"

    @property
    def role_labels(self) -> list[str]:
        return [str(Role(value).label) for value in self.by_roles.split()]


class IdempotencyKey(models.Model):
    """The answer to one state-changing request, written in the transaction of its effect, replayed when asked again."""

    actor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = EncryptedTextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_key_has_one_effect")]
        indexes = [models.Index(fields=["at"], name="idempotency_by_time")]

    def __str__(self) -> str:
        return self.key


from accounts.doors.models import OutsideIdentity  # noqa: E402, F401 - they point at people, which are above
