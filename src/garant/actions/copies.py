"""Copies of a store's files, sealed beside them until a deed on them is verified; the key stays in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from garant.ledger.keys import Keyring
from garant.stores.port import KeepsCopies, Store


@dataclass(frozen=True, slots=True)
class OwnKey:
    """Seals for one store with the organisation's own key, bound to that store."""

    keyring: Keyring
    store: UUID

    def seal(self, data: bytes) -> bytes:
        return self.keyring.seal_own("store", self.store, "copy", data)

    def unseal(self, data: bytes) -> bytes:
        return self.keyring.unseal_own("store", self.store, "copy", data)


def sealing(store: Store, keyring: Keyring, record: UUID) -> Store:
    """The same store, given the key if it keeps copies."""
    if isinstance(store, KeepsCopies):
        store.seal_with(OwnKey(keyring, record))
    return store
