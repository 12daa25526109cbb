"""Loaded before any table: tells Django what is the same for every instance (B1)."""

from garant.ledger import framework

framework.prepare()
