"""The ledger as Django knows it."""

from django.apps import AppConfig


class Ledger(AppConfig):
    name = "garant.ledger"
    label = "ledger"
