"""What persons are told, held against what they must be told."""

from __future__ import annotations

import copy

from garant.law.findings import read_findings
from garant.rules.checks import state
from garant.rules.findings import Code
from tests.rules.faults import at, both
from tests.rules.lormel import SAID, Data, looked, said, words


def test_a_notice_that_does_not_name_the_controller_may_not_be_published() -> None:
    """S1-04. Given a notice in which the controller is not named, then it is red, which may not be published, and what
    is missing is said; once the controller is named it may.
    """
    notice = {"name": words("Politique"), "says": []}
    (bare,) = looked(at("notices.politique", notice))
    missing = bare.values["missing"]
    assert isinstance(missing, tuple)
    assert Code("notice.controller") in missing
    assert "qui est responsable" in said(bare).text
    assert bare.about == ("notice", "politique")
    assert state([read_findings().rules[bare.rule]]) == "red"

    everything = [code.id.removeprefix("notice.") for code in missing if isinstance(code, Code)]
    nameless = {**notice, "says": [item for item in everything if item != "controller"]}
    (only,) = looked(at("notices.politique", nameless))
    assert only.values["missing"] == (Code("notice.controller"),)
    assert looked(at("notices.politique", {**notice, "says": everything})) == ()


def test_a_notice_says_how_to_reach_the_controller_and_where_data_leave_the_union() -> None:
    """L-08, L-14. Given a notice that names the controller and not how to reach them, about data that a mailing house
    keeps in Switzerland, then both are missing: a transfer that nobody called one is one (art. 13(1)(a), (f)).
    """
    notice = {"name": words("Politique"), "says": [item for item in SAID if item not in ("contact", "transfers")]}
    (found,) = looked(at("notices.politique", notice))
    assert found.values["missing"] == (Code("notice.contact"),)
    (found,) = looked(both(at("recipients.routeur.country", "CH"), at("notices.politique", notice)))
    assert found.values["missing"] == (Code("notice.contact"), Code("notice.transfers"))


def test_a_notice_is_not_asked_to_tell_of_what_is_done_for_others() -> None:
    """Art. 13 binds the controller. Given an activity as processor whose data go to Morocco, then our notice need not
    say so, and its form needs no notice of ours.
    """

    def for_others(data: Data) -> None:
        paye = copy.deepcopy(data["activities"]["clients"]) | {"role": "processor", "recipients": ["rabat"]}
        data["activities"]["paye"] = paye | {"on_behalf_of": [{"name": "Garage Morel"}]}
        data["recipients"]["rabat"] = {**data["recipients"]["routeur"], "safeguard": "scc", "document": "Annexe 3"}
        data["recipients"]["rabat"] |= {"country": "MA"}
        data["notices"]["mention"]["forms"] = []
        data["notices"]["mention"]["says"] = [item for item in SAID if item != "transfers"]

    assert looked(for_others) == ()


def test_a_form_that_tells_nothing_is_found() -> None:
    """Art. 13(1). Given a form and no notice, or one for another form, then it is red until a notice covers it."""
    for notices in ({}, {"mention": {"name": words("Mention"), "forms": ["carte"], "says": [*SAID]}}):
        card = {"name": words("Carte"), "kind": "paper", "activity": "clients"}
        found = looked(both(at("forms.carte", card), at("notices", notices)))
        silent = {f.place for f in found}
        assert {f.rule for f in found} == {"form.without-notice"}
        assert silent == ({"forms.commande"} if notices else {"forms.commande", "forms.carte"})
        assert state([read_findings().rules[found[0].rule]]) == "red"
    assert looked(at("notices", {"mention": {"name": words("Mention"), "says": [*SAID]}})) == ()
