"""One of several processes that write into one ledger. Arguments: instance folder, database, organisation, rounds."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from uuid import UUID

from garant.config import read_settings
from garant.ledger import events, sealing, setup, throttle
from garant.ledger.keys import Keyring
from garant.ledger.values import NewEvent
from tests.ledgers import NOW


def main() -> None:
    folder, database, organisation, rounds = sys.argv[1:]
    setup.start(read_settings(Path(folder), {} if database == "sqlite" else {"GARANT_DATABASE": database}))
    keyring = Keyring.open(setup.started(), UUID(organisation))
    for number in range(int(rounds)):
        with setup.transaction():  # reads, then writes: what Django's default loses (B4)
            throttle.allow(b"shared by all", 1, 10**9, NOW)
            event = NewEvent("data.read", NOW, f"program:{os.getpid()}", {"what": str(number)})
            events.append(keyring, [event])
        if number % 10 == 9:
            sealing.seal(keyring, keyring.organisation, NOW)


if __name__ == "__main__":
    main()
