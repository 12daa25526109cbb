"""Letters, copies, notices and records under the law of the place: Casablanca, Toronto, Montréal, Bruxelles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from garant.law.findings import read_measures
from garant.law.packs import read_law
from garant.law.phrases import read_phrases
from garant.law.provisions import Law
from garant.law.sharing import read_sharing
from garant.press import answer, contents, letters
from garant.press.documents import AccessDocument
from garant.press.letter import Letter
from garant.press.package import build
from garant.press.record import record_letter
from garant.rules.article30 import Known, record
from garant.rules.collection import collection
from garant.rules.processing import Register
from tests.press.alice import AUBRAC, KEY, RECTIFY, REFERENCE, SIGNER
from tests.press.reading import unzipped
from tests.press.test_contents import ROWS, SHOP
from tests.rules.publisher import TEXT, publisher

TODAY = date(2026, 11, 23)
ELSEWHERE = ("MA", "CA", "CA-QC")
OF_THE_UNION = re.compile(r"RGPD|GDPR|\bUnion\b|\bUE\b|\bEU\b|un mois|one month|deux mois|two (more )?months|règlement")
BASES = ("contract", "consent", "legitimate-interest", "legal-obligation")
AUTHORITIES = {"MA": "CNDP", "CA": "CPVP", "CA-QC": "CAI", "BE": "APD"}


def case(law: Law, language: str) -> letters.Case:
    known = contents.authority(law, language)
    return letters.Case(AUBRAC, known, REFERENCE, language, TODAY, TODAY, "Alice Moreau")


def every_letter(law: Law, language: str) -> Iterator[Letter]:
    """Each letter that Alice, a processor or a recipient may get, with the rights and refusals of the law."""
    here = case(law, language)
    rights = tuple(right.name[language] for right in law.rights.values())
    yield letters.acknowledgement(here, rights=rights, due=TODAY, follow="https://x.example/f")
    yield letters.identity_question(here, needed=(), stops=True, due=TODAY, follow="https://x.example/f")
    yield letters.extension(here, due=TODAY, new_due=TODAY, reason="…", follow="https://x.example/f")
    yield letters.not_identified(here, reasons=("…",))
    yield letters.copy_fee(here, amount="5", reason="…", follow="https://x.example/f")
    cited = law.cite_all(("gdpr/17/3/b",), language)
    erased = letters.Shared((), gone=("…",), kept=(letters.Kept("…", (TODAY, TODAY)),), texts=cited)
    corrected = letters.Shared((), changes=(letters.Corrected("…", "a", "b"),))
    yield letters.instruction(here, right="erasure", shared=erased, by=TODAY, reply="https://x.example/r")
    yield letters.instruction(here, right="rectification", shared=corrected, by=TODAY, reply="https://x.example/r")
    for rest in (True, False):
        yield letters.recipient_notice(here, right="erasure", shared=erased, reply="https://x.example/r", rest=rest)
        yield letters.recipient_notice(
            here, right="rectification", shared=corrected, reply="https://x.example/r", rest=rest
        )
    yield answer.answer(here, tuple(parts(law, language)))


def parts(law: Law, language: str) -> Iterator[answer.Part]:
    """Every right of the law: handed over, refused on each ground, erased with something kept."""
    for right in ("access", "portability"):
        if right in law.rights:
            yield answer.Handed(right, "https://x.example/f", TODAY, ("boutique",), rectify_link=RECTIFY)
    names: tuple[answer.RightName, ...] = ("access", "rectification", "erasure", "portability")
    for name in names:
        for ground in law.rights[name].refusals if name in law.rights else ():
            cited = law.cite(ground.source.id, language)
            yield answer.Refused(name, (answer.Reason(ground.words[language], (cited,)),))
    kept = law.cite_all(("gdpr/17/3/b",), language)
    yield answer.Erased((answer.Fate("keep", "…", law.say("duty", language), kept, TODAY),), ("boutique",), TODAY)


def copy(law: Law, language: str, kind: contents.Kind = "access") -> str:
    """Alice's copy as the page that opens it."""
    found = contents.found({"boutique": SHOP}, ROWS, law, language, kind=kind)
    document = AccessDocument(
        kind, AUBRAC, REFERENCE, language, TODAY, TODAY, "Alice Moreau", contents.authority(law, language), RECTIFY,
        ("boutique",), activities=found.activities, rights=contents.rights(law, language), tables=found.tables,
        withheld=found.withheld, undecided=found.undecided,
    )  # fmt: skip
    page = unzipped(build(document, sign=KEY.sign, signer=SIGNER))["index.html"].decode()
    return re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL).replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_letter_of_another_law_speaks_of_the_union(place: str, language: str) -> None:
    law = read_law(place, TODAY)
    for letter in every_letter(law, language):
        found = OF_THE_UNION.findall(letter.text)
        assert not found, (letter.subject, found)
    texts = [letter.text.replace("\u00a0", " ") for letter in every_letter(law, language)]
    assert law.authority.called(language).split(" (")[0] in " ".join(texts[0].split())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_copy_under_another_law_counts_from_the_country_and_lists_its_rights(place: str, language: str) -> None:
    law = read_law(place, TODAY)
    page = copy(law, language)
    assert not OF_THE_UNION.findall(page)
    abroad = re.search(r"<dt>(?:Hors du pays|Outside the country)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    assert abroad, "the line on what leaves the country"
    told = {"fr": "Colis Lozère", "en": "Colis Lozère"}[language]
    assert told in abroad[1]  # in France: abroad from here
    assert ("Plume Post" in abroad[1]) is (place == "MA")  # in Canada: at home for two of them
    for right in law.rights.values():
        assert right.name[language] in page
    assert ("ortabilit" in page) is ("portability" in law.rights)


def test_the_belgian_copy_speaks_of_the_union_and_of_its_own_authority() -> None:
    page = copy(read_law("BE", TODAY), "fr")
    assert "Hors de l’Union européenne" in page
    assert "Autorité de protection des données" in page
    assert "RGPD, art. 77" in page


def test_in_quebec_everything_that_came_from_alice_can_be_carried_away() -> None:
    """The act of Québec ties portability to no basis; the Union's regulation to consent and contract."""
    page = copy(read_law("CA-QC", TODAY), "fr", kind="portability")
    assert "consentement" not in page.split("<main")[1].split("</main>")[0].replace("Consentement", "")
    assert "facture" in page
    assert not OF_THE_UNION.findall(page)
    in_france = contents.found({"boutique": SHOP}, ROWS, read_law("FR", TODAY), "fr", kind="portability")
    in_quebec = contents.found({"boutique": SHOP}, ROWS, read_law("CA-QC", TODAY), "fr", kind="portability")
    assert {t.table for t in in_france.tables} == {"client"}
    assert {t.table for t in in_quebec.tables} == {"client", "facture"}


def test_a_recipient_whose_country_is_unsaid_is_not_told_to_be_at_home() -> None:
    nowhere = {key: replace(one, country="") for key, one in SHOP.recipients.items()}
    found = contents.found(
        {"boutique": replace(SHOP, recipients=nowhere)}, ROWS, read_law("FR", TODAY), "fr", kind="access"
    )
    assert [r.abroad for r in found.activities[0].recipients] == [False, False]
    document = AccessDocument(
        "access", AUBRAC, REFERENCE, "fr", TODAY, TODAY, "Alice Moreau", contents.authority(read_law("FR", TODAY)),
        RECTIFY, ("boutique",), activities=found.activities,
    )  # fmt: skip
    page = unzipped(build(document, sign=KEY.sign, signer=SIGNER))["index.html"].decode().replace("\u00a0", " ")
    assert "Notre registre ne dit pas dans quel pays se trouvent : Colis Lozère, Plume Post." in page


@pytest.mark.parametrize(
    ("place", "marks"), [("MA", {"2", "K"}), ("CA", {"2", "K"}), ("CA-QC", {"2", "K"}), ("FR", {"K"})]
)
def test_a_mark_of_doubt_in_a_letter_is_explained_in_it(place: str, marks: set[str]) -> None:
    """E11. What rests on a value that was not checked says so, and what the sign means."""
    law = read_law(place, TODAY)
    text = " ".join(answer.answer(case(law, "fr"), tuple(parts(law, "fr"))).text.replace("\u00a0", " ").split())
    assert {mark for mark in ("2", "K") if f"[{mark}]" in text} == marks
    assert ("[2] : nous le tenons d’une autre source que l’officielle." in text) is ("2" in marks)
    assert ("[K] : nous le savons sans l’avoir vérifié à la source officielle." in text) is ("K" in marks)
    assert ("[K] : nous le savons" in copy(law, "fr")) is ("K" in marks)


# ── notices and the record ─────────────────────────────────────────────────────────────────────────────────────────


def julie_in(place: str) -> Register:
    return publisher(TEXT.replace("place: FR", f"place: {place}"))


@pytest.mark.parametrize(
    ("place", "rights"),
    [
        ("MA", "Vos droits : Accès, Rectification, Effacement. Pour les exercer, écrivez à julie@marchal.example."),
        ("CA", "Vos droits : Accès, Rectification. Pour les exercer, écrivez à julie@marchal.example."),
        (
            "CA-QC",
            (
                "Vos droits : Accès, Rectification, Explication d’une décision automatisée, Désindexation. "
                "Pour les exercer, écrivez à julie@marchal.example."
            ),
        ),
    ],
)
def test_a_notice_names_the_rights_that_the_law_there_gives(place: str, rights: str) -> None:
    register, law = julie_in(place), read_law(place, TODAY)
    told = [collection(register, form, law, read_phrases()) for form in register.forms.values()]
    said = [words["fr"].replace("\u00a0", " ") for each in told for words in each.notice]
    assert rights in said
    assert not OF_THE_UNION.findall(" ".join(said))
    assert any("emporter" in text for text in said) is (place == "CA-QC")
    assert any("retirer votre consentement" in text for text in said) is (place != "MA")
    assert any("vous opposer" in text for text in said) is (place == "MA")
    assert any(AUTHORITIES[place] in text for text in said)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_record_kept_under_another_law_cites_no_article_of_the_union(place: str, language: str) -> None:
    known = Known(read_law(place, TODAY), read_phrases(), read_measures(), read_sharing().safeguards)
    register = julie_in(place)
    letter = record_letter(record(register, known), register.organisation, AUBRAC, read_phrases(), language, TODAY)
    assert not OF_THE_UNION.findall(letter.text)
    assert ("Messagerie du Dauphiné, France" if language == "fr" else "Messagerie du Dauphiné, ") in letter.text
