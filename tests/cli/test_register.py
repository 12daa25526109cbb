"""`garant register`: a file of register and maps is applied whole, written out, compared; bad files say what to do."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from garant.actions import clock
from tests.actions import shop
from tests.cli.commands import Terminal, refused, snapshot
from tests.rules.declared import LORMEL

HEAD = "garant: register/1\norganisation: {name: L, contact: a@b.example, place: FR}\n"


def write(garant: Terminal, text: str, name: str = "lormel.yaml") -> str:
    (garant.folder / name).write_text(text, encoding="utf-8")
    return name


def test_a_register_is_applied_told_and_written_out_again(garant: Terminal) -> None:
    """S0-01: given a privacy contact, when the register is written out, then it is line 1."""
    told = garant.well("register", "apply", write(garant, LORMEL)).out
    assert "+ activity customers\n" in told
    assert "~ organisation\n    nature: (nothing) → private\n" in told
    assert garant.well("register", "apply", "lormel.yaml").out == "Nothing changed.\n"

    exported = garant.well("register", "export").out
    assert exported.splitlines()[0] == "# donnees@lormel.example · Boutique Lormel"
    again = garant.well("register", "apply", write(garant, exported, "all.yaml"), "--json").json
    assert (again["register"], again["left"], [m["version"] for m in again["maps"]]) == ([], [], [1])


def test_what_a_file_leaves_out_is_told_and_goes_only_when_asked(garant: Terminal) -> None:
    garant.well("register", "apply", write(garant, LORMEL))
    less = write(garant, LORMEL.replace("passwords: {length: 12}\n", ""), "less.yaml")

    assert garant.well("register", "diff", less).out == "- passwords\n"
    assert garant.well("register", "apply", less).out == (
        "Not in this file, and kept: passwords. `--remove` takes them out.\n"
    )
    assert garant.well("register", "apply", less, "--remove").out == "- passwords\n"
    assert "passwords" not in garant.well("register", "export").out


def test_a_file_and_two_days_are_compared(garant: Terminal) -> None:
    garant.well("register", "apply", write(garant, LORMEL))
    other = write(garant, LORMEL.replace("length: 12", "length: 14") + "---\n" + shop.MAP.lstrip(), "other.yaml")

    assert garant.well("register", "diff", other).out == "~ passwords\n    length: 12 → 14\n"
    (said,) = garant.well("register", "diff", other, "--json").json
    assert said == {
        "kind": "passwords",
        "entry": "",
        "what": "changed",
        "changes": [{"path": ["length"], "before": 12, "after": 14}],
    }
    today = _today()
    assert garant.well("register", "diff", "--from", today).out == "Nothing differs.\n"
    assert "length: 12" in garant.well("register", "export", "--on", today).out
    assert "Nothing was declared" in refused(garant, "register", "diff", "--from", "2020-01-01", status=1)["cause"]
    assert "Name a file, or a day" in refused(garant, "register", "diff", status=2)["remedy"]
    assert refused(garant, "register", "diff", other, "--from", today, status=2)["cause"] == "Say what to compare."


def _today() -> str:
    """The day as the commands' own clock has it."""
    return clock.system().astimezone(ZoneInfo("Europe/Paris")).date().isoformat()


BAD: dict[str, tuple[str, str]] = {
    "a YAML bomb": ("a: &a [x, x]\n" + HEAD + "b: [*a, *a]\n", "Anchors (&) and aliases (*) are not read here"),
    "nesting without end": (HEAD + "activities: " + "[" * 400, "levels stand within each other"),
    "two registers": (HEAD + "---\n" + HEAD, "There is a second register in this file."),
    "a form of tomorrow": (HEAD.replace("register/1", "register/2"), "Use a newer Garant."),
    "a key twice": (HEAD + "roles: {}\nroles: {}\n", "The key “roles” stands here and on line 3."),
    "an unknown key": (HEAD + "activites: {}\n", "Did you mean “activities”?"),
    "an activity with no purpose": (
        HEAD + "activities: {sale: {name: Vendre}}\n",
        "The activity “sale” has no purpose.",
    ),
    "a supplier of itself": (
        HEAD + "recipients: {us: {name: L, role: processor}}\n",
        "nobody is their own supplier or recipient",
    ),
    "a recipient that nobody declares": (
        HEAD + "activities: {sale: {name: V, recipients: x, purposes: {s: {name: V, kind: sale}}}}\n",
        "Nothing declares the recipient “x”.",
    ),
    "an organisation without contact": (HEAD.replace("contact: a@b.example, ", ""), "Add “contact:”."),
    "a date that is none": (HEAD + "services: {s: {name: S, until: 2026-02-31}}\n", "not in the calendar"),
    "a map beside that does not fit": (
        HEAD + "roles: {sales: Ventes}\n---\n" + shop.MAP.lstrip().replace("key: id", "key: idx", 1),
        "idx",
    ),
}


@pytest.mark.parametrize("why", BAD)
def test_a_bad_register_is_refused_in_one_message_and_nothing_is_half_applied(garant: Terminal, why: str) -> None:
    """Given a register in force, when a wrong file is applied, then one message says place, cause and remedy, and what
    was in force stays.
    """
    text, part = BAD[why]
    garant.well("register", "apply", write(garant, LORMEL))
    before = garant.well("register", "export").out
    told: dict[str, Any] = refused(garant, "register", "apply", write(garant, text, "bad.yaml"), status=1)

    assert part in " ".join(told.values()), told
    assert "bad.yaml" in told["place"]
    assert garant.well("register", "export").out == before


def test_a_comparison_writes_nothing(garant: Terminal) -> None:
    garant.well("register", "apply", write(garant, LORMEL))
    write(garant, LORMEL.replace("length: 12", "length: 14"), "other.yaml")
    before = snapshot(garant.folder)

    garant.well("register", "diff", "other.yaml")

    assert snapshot(garant.folder) == before


def test_the_table_of_what_is_collected_begins_with_whom_to_write_to_and_leaves_nothing_blank(garant: Terminal) -> None:
    """S0-01: line 1 is the contact. S0-10: shared with nobody, the cell reads "Aucun tiers"."""
    garant.well("register", "apply", write(garant, LORMEL))
    told = garant.well("register", "table").out.splitlines()

    assert told[0] == "donnees@lormel.example · Boutique Lormel"
    assert "    Avec qui c’est partagé\u00a0: Aucun tiers" in told
    assert "    ! collecte sans finalité" in told
    (section,) = garant.well("register", "table", "--json", "--language", "en").json
    assert (section["heading"], [row["ready"] for row in section["rows"]]) == ("contact", [True, True, False])
    assert garant.well("register", "table", "--language", "en").out.count("Who it is shared with: No third party") == 2


def test_the_record_is_written_to_a_file(garant: Terminal) -> None:
    garant.well("register", "apply", write(garant, LORMEL))
    garant.well("register", "record", "record.json")

    assert b"30" in (garant.folder / "record.json").read_bytes()


def test_each_purpose_is_told_with_its_basis_what_it_calls_for_and_what_it_serves(garant: Terminal) -> None:
    """S2-14: given processing without a linked service, then a warning. S2-15: given a service that ended, then the
    data that hung on it are proposed for review. S2-50: an item that says no need is listed.
    """
    over = LORMEL.replace(
        "boutique: {fr: Boutique en ligne, en: Online shop}", "boutique: {name: Boutique, until: 2025-01-31}"
    )
    garant.well("register", "apply", write(garant, over))
    told = garant.well("register", "purposes").out

    assert "customers.orders (sale.order): contract\n" in told
    assert "Qui livre\u00a0? Inscrivez le transporteur parmi les tiers. (RGPD, art. 30(1)(d))" in told
    assert "  not said whether needed: name, email\n  ! its services are over: look at its data again\n" in told
    assert "  ! no service of the catalogue needs it\n" in told
    assert "Not said what for (RGPD, art. 5(1)(c)): customers.name, letter.email\n" in told
    assert "Per channel: email opt-in, sms opt-in, phone opt-in, post opt-out" in told
    looks = garant.well("register", "purposes", "--json").json
    ties = {f"{p['activity']}.{p['purpose']}": p["tie"] for p in looks["purposes"]}
    assert ties == {"customers.orders": "ended", "customers.delivery": "untied", "letter.letter": "untied"}
    assert [s["activity"] for s in looks["standings"]] == ["customers", "letter"]
