"""Several processes on one ledger: nothing is lost, nothing is sealed twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from garant.ledger import proofs, sealing, setup
from garant.ledger.tables import EventRow, ThrottleRow
from tests.ledgers import NOW, House

ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSES, ROUNDS = 6, 60


def test_six_processes_write_and_seal_at_once_and_lose_nothing(house: House) -> None:
    """B4: with Django's default, 283 of 2,400 concurrent writes to one SQLite file were lost."""
    setup.close()
    settings = house.settings
    words = [str(settings.instance), settings.database, str(house.organisation.id), str(ROUNDS)]
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.writer", *words], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for _ in range(PROCESSES)
    ]
    said = [writer.communicate(timeout=120)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * PROCESSES, said

    written = Counter(EventRow.objects.values_list("actor", flat=True))
    assert list(written.values()) == [ROUNDS] * PROCESSES
    assert ThrottleRow.objects.get().count == PROCESSES * ROUNDS
    sealing.seal(house.keyring, house.organisation.id, NOW)
    report = proofs.check(house.keyring, house.organisation.id)
    assert report == proofs.Report("sealed", PROCESSES * ROUNDS, (), 0)
