"""What persons are told, held against what they must be told."""

from __future__ import annotations

from garant.law.findings import read_findings
from garant.rules.checks import state
from garant.rules.findings import Code
from tests.rules.faults import at
from tests.rules.lormel import looked, said, words


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
