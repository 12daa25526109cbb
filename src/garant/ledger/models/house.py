"""Tables of the house: organisations, staff, keys, stores and their maps."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class OrganisationRow(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=254)
    address = models.TextField(default="")
    place = models.CharField(max_length=16)
    zone = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    year_end_month = models.PositiveSmallIntegerField()
    year_end_day = models.PositiveSmallIntegerField()
    created = models.DateTimeField()

    class Meta:
        db_table = "organisation"


class Accounts(BaseUserManager["StaffRow"]):
    """Finds staff for Django's sign-in. Accounts are made by `garant.ledger.staff`, not from here."""


class StaffRow(AbstractBaseUser):
    """A staff account: the e-mail is the login. Not sealed per person (the exception of A7)."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    is_active = models.BooleanField(default=True)
    until = models.DateField(null=True)
    function = models.CharField(max_length=60, default="")
    trained = models.DateField(null=True)
    created = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    class Meta:
        db_table = "staff"


class OrganisationKeyRow(models.Model):
    """The organisation's key, wrapped by the master key, and its log's signing key, sealed by the former (C1)."""

    id = models.UUIDField(primary_key=True)
    organisation = models.OneToOneField(OrganisationRow, models.PROTECT)
    wrapped = models.BinaryField()
    log_name = models.CharField(max_length=100)
    log_public = models.BinaryField()
    log_private = models.BinaryField()
    created = models.DateTimeField()

    class Meta:
        db_table = "organisation_key"


class DataKeyRow(models.Model):
    """A person's key for one file, with its own end. Destroyed: `wrapped` is emptied, the row stays to say so."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    file = models.CharField(max_length=16)
    wrapped = models.BinaryField(null=True)
    created = models.DateTimeField()
    ends = models.DateField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=100, default="")

    class Meta:
        db_table = "data_key"
        indexes: ClassVar = [models.Index(fields=["organisation", "ends"], name="data_key_ends")]


class StoreRow(models.Model):
    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    name = models.CharField(max_length=100)
    engine = models.CharField(max_length=32)
    url = models.BinaryField()
    options = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)
    added = models.DateTimeField()
    removed = models.DateTimeField(null=True)

    class Meta:
        db_table = "store"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=models.Q(removed=None), name="store_one_of_a_name"
            )
        ]


class MapRow(models.Model):
    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    store = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    applied = models.DateTimeField()
    by = models.CharField(max_length=100)

    class Meta:
        db_table = "map_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "store", "number"], name="map_version_number")
        ]


class RegisterEntryRow(models.Model):
    """One version of one thing that the register declares; rows are only ever added. `sequence` counts them all."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    entry = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    body = models.BinaryField()
    digest = models.CharField(max_length=64)
    gone = models.BooleanField(default=False)
    applied = models.DateTimeField()
    by = models.CharField(max_length=100)

    class Meta:
        db_table = "register_entry"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "sequence"], name="register_entry_sequence"),
            models.UniqueConstraint(fields=["organisation", "kind", "entry", "number"], name="register_entry_number"),
        ]
