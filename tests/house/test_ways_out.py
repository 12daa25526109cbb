"""Every way by which a file leaves Garant is known, and says whether people's data are in it (S0-59, decision 20)."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "garant"
GUARDED = {"web/office/taking.py", "web/portal/handover.py", "cli/request.py"}
"""What leaves here holds people's data, and goes through `actions/leaving.py`."""
NOBODYS = {
    "web/office/answers.py": "receipts: dates and proofs",
    "web/office/evidence.py": "a checkpoint of the log",
    "web/office/record.py": "the register of art. 30",
    "web/office/recipients.py": "clauses of contracts",
    "web/office/conformity.py": "a conformity report",
    "cli/register.py": "the register",
    "cli/evidence.py": "receipts and checkpoints",
    "cli/sharing.py": "clauses of contracts",
    "cli/conformity.py": "a conformity report",
}
"""What leaves here is about the organisation: no person of its files is in it."""
LEAVES = re.compile(r"Content-Disposition|files\.write_bytes\(")


def test_every_way_out_is_guarded_or_holds_nobodys_data() -> None:
    """S0-59. Given the places of the source that hand a file out, then each is known, and those whose files hold
    people's data can only do so with a `Guard`: a password, or a reason that the log keeps.
    """
    found = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if LEAVES.search(path.read_text("utf-8"))}
    assert found == GUARDED | set(NOBODYS)
    for place in GUARDED:
        assert "Guard(" in (SOURCE / place).read_text("utf-8"), place
