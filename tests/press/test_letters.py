"""The letters around Alice's request: what each must say (requirements.md, D.10), in both languages."""

from __future__ import annotations

import re
from datetime import date

import pytest

from garant.press import letters
from garant.press.letter import Letter
from garant.press.letters import Corrected, Kept, Needed, Shared
from tests.press.alice import FOLLOW, REFERENCE, case
from tests.press.reading import Page

DUE, NEW_DUE = date(2026, 11, 23), date(2027, 1, 22)
COMPLAINT = (
    "Vous pouvez adresser une réclamation à l’autorité de contrôle\u00a0: Commission nationale de l’informatique et "
    "des libertés (CNIL), 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07 (https://www.cnil.fr/fr/plaintes). "
    "Celle du lieu où vous habitez ou travaillez convient aussi (RGPD, art.\u00a077)."
)
COURT = "Vous pouvez aussi saisir le juge (RGPD, art.\u00a079)."
CONFIRM = "https://donnees.maison-aubrac.example/confirmer/Zk3p"


def said(letter: Letter) -> str:
    """The body on one line, as a reader takes it in."""
    return re.sub(r"[ \n]+", " ", letter.text)


def every_letter(language: str, person: str = "Alice Moreau", text: str = "Une phrase.") -> list[Letter]:
    alice, who = case(language, person), (("E-mail", text),)
    erased = Shared(who, gone=(text,), kept=(Kept(text, (DUE, NEW_DUE)), Kept(text)), texts=("art. 6",))
    corrected = Shared(who, changes=(Corrected("Rue", text, text),))
    return [
        letters.acknowledgement(alice, due=DUE, rights=[text], follow=FOLLOW, needed=[Needed(text, text)]),
        letters.identity_question(alice, due=DUE, needed=[Needed(text, "")], follow=FOLLOW, stops=False),
        letters.extension(alice, due=DUE, new_due=NEW_DUE, reason=text, follow=FOLLOW),
        letters.not_identified(alice, reasons=[text]),
        letters.withdrawn(alice, on=DUE),
        letters.code(alice, code="482 913", minutes=15),
        letters.copy_fee(alice, amount=text, reason=text, follow=FOLLOW),
        letters.office_message(alice, text=text, follow=FOLLOW),
        letters.instruction(alice, right="erasure", shared=erased, by=DUE, reply=FOLLOW),
        letters.recipient_notice(alice, right="erasure", shared=erased, reply=FOLLOW),
        letters.recipient_notice(alice, right="rectification", shared=corrected, reply=FOLLOW),
    ]


def test_the_acknowledgement_gives_reference_date_authority_what_is_needed_and_where_to_follow() -> None:
    letter = letters.acknowledgement(
        case(), due=DUE, rights=["Droit d’accès", "Droit à l’effacement"], follow=FOLLOW, confirm=CONFIRM
    )
    assert letter.subject == f"Demande {REFERENCE}\u00a0: nous l’avons reçue"
    text = said(letter)
    assert f"Nous avons reçu votre demande le jeudi 22\u00a0octobre 2026. Sa référence est {REFERENCE}." in text
    assert "Nous vous répondons au plus tard le lundi 23\u00a0novembre 2026 (RGPD, art.\u00a012(3))." in text
    assert "- Droit d’accès - Droit à l’effacement" in text
    assert f"Ouvrez ce lien pour le confirmer. {CONFIRM}" in text
    assert FOLLOW in text
    assert "Si cette date passe sans réponse de notre part, vous pouvez adresser une réclamation" in text
    assert "donnees@maison-aubrac.example" in text
    assert "Nous n’avons besoin de rien d’autre." not in text


def test_an_acknowledgement_that_needs_nothing_says_so() -> None:
    letter = letters.acknowledgement(case(), due=DUE, rights=["Droit d’accès"], follow=FOLLOW)
    assert "Nous n’avons besoin de rien d’autre." in said(letter)


def test_what_is_still_needed_is_told_with_its_reason() -> None:
    needed = [Needed("Votre numéro de client.", "Deux personnes portent votre nom.")]
    for letter in (
        letters.acknowledgement(case(), due=DUE, rights=["Droit d’accès"], follow=FOLLOW, needed=needed),
        letters.identity_question(case(), due=DUE, needed=needed, follow=FOLLOW, stops=True),
    ):
        assert "- Votre numéro de client. Deux personnes portent votre nom." in said(letter)


@pytest.mark.parametrize(
    ("stops", "clock"),
    [
        (True, "Le délai s’arrête tant que nous attendons, et reprend dès que nous avons ce qu’il faut"),
        (False, "Le délai ne s’arrête pas pour autant\u00a0: il court jusqu’au lundi 23\u00a0novembre 2026."),
    ],
)
def test_the_identity_question_says_whether_the_clock_waits(stops: bool, clock: str) -> None:
    letter = letters.identity_question(case(), due=DUE, needed=[Needed("Votre date.", "")], follow=FOLLOW, stops=stops)
    assert clock in said(letter)


def test_an_extension_gives_both_dates_the_reason_and_the_right_to_complain() -> None:
    letter = letters.extension(case(), due=DUE, new_due=NEW_DUE, reason="Douze demandes en un mois.", follow=FOLLOW)
    text = said(letter)
    assert (
        "Nous devions vous répondre au plus tard le lundi 23\u00a0novembre 2026. "
        "Nous le ferons au plus tard le vendredi 22\u00a0janvier 2027." in text
    )
    assert "Douze demandes en un mois." in text
    assert COMPLAINT in text
    assert COURT in text


def test_closing_without_identity_gives_reasons_remedies_and_a_way_back() -> None:
    text = said(letters.not_identified(case(), reasons=["Aucune réponse à deux questions."]))
    assert "nous n’avons remis, modifié ni effacé aucune donnée." in text
    assert "- Aucune réponse à deux questions." in text
    assert "Vous pouvez la reprendre à tout moment" in text
    assert COMPLAINT in text
    assert COURT in text


def test_a_further_copy_costs_only_what_is_justified_and_the_first_was_free() -> None:
    """S4-07. Given a second copy, then a reasonable fee option with justification."""
    text = said(letters.copy_fee(case(), amount="4,20 €", reason="Vingt-huit pages et un timbre.", follow=FOLLOW))
    assert "La première copie de vos données est gratuite, et vous l’avez reçue." in text
    assert "Nous demandons 4,20 €. En voici le compte. " in text
    assert "Vingt-huit pages et un timbre." in text
    assert "Rien ne vous est demandé si vous n’en voulez plus." in text


def test_the_code_stands_in_the_body_and_not_in_the_subject() -> None:
    letter = letters.code(case(), code="482 913", minutes=15)
    assert "Votre code est 482 913. Il sert une seule fois, pendant 15 minutes." in said(letter)
    assert "482" not in letter.subject


WHO = (("Adresse e-mail", "alice.moreau@courriel.example"),)
KEPT = Kept("Factures (1 sur 2, du 4 mai 2024)", (date(2034, 12, 31),))


def test_a_processor_is_told_what_to_erase_and_what_to_keep_and_until_when() -> None:
    """A host that was told to erase all of Alice's data would erase the invoices that the law makes us keep."""
    shared = Shared(WHO, gone=("Inscriptions\u00a0: adresse e-mail",), kept=(KEPT,), texts=("C. com., art. L123-22",))
    instructed = letters.instruction(
        case(), right="erasure", shared=shared, by=DUE, reply="donnees@maison-aubrac.example"
    )
    text = said(instructed)
    assert "effacez dans tous vos systèmes ce qui est à effacer ci-dessous, rien de plus" in text
    assert "À effacer\u00a0: - Inscriptions\u00a0: adresse e-mail À garder jusqu’à la date dite" in text
    assert (
        "Ne l’effacez pas\u00a0: - Factures (1 sur 2, du 4 mai 2024)\u00a0; jusqu’au 31\u00a0décembre 2034 "
        "Nous les gardons selon ces textes\u00a0: C. com., art. L123-22." in text
    )
    assert "art.\u00a028(3)(a) et (e)" in text
    assert "Confirmez-le-nous au plus tard le lundi 23\u00a0novembre 2026." in text
    assert "- Adresse e-mail\u00a0: alice.moreau@courriel.example" in text
    assert "Bonjour Alice" not in text
    assert Page(instructed.html).all("a")[-1]["href"] == "mailto:donnees@maison-aubrac.example"


def test_a_recipient_is_told_that_all_was_erased_only_where_all_was() -> None:
    """Art. 19. "And we have" is said of an erasure that kept and left nothing; else what is true."""
    gone = ("Inscriptions\u00a0: adresse e-mail",)
    whole = said(letters.recipient_notice(case(), right="erasure", shared=Shared(WHO, gone), reply=FOLLOW))
    part = said(letters.recipient_notice(case(), right="erasure", shared=Shared(WHO, gone, (KEPT,)), reply=FOLLOW))
    rest = said(letters.recipient_notice(case(), right="erasure", shared=Shared(WHO, gone), reply=FOLLOW, rest=True))
    assert "de les effacer, et nous l’avons fait. La loi nous demande de vous le dire (RGPD, art.\u00a019)." in whole
    assert "Nous en avons effacé une partie et gardons l’autre, comme dit ci-dessous." in part
    assert "Nous gardons jusqu’à la date dite, sans nous en servir pour autre chose\u00a0: - Factures" in part
    assert "il nous reste à le faire ailleurs chez nous." in rest
    assert [text for text in (part, rest) if "nous l’avons fait" in text] == []


def test_a_rectification_is_passed_on_with_the_old_and_the_new_value() -> None:
    shared = Shared(WHO, changes=(Corrected("Rue", "rue du Pont", "rue du Port"),))
    letter = letters.recipient_notice(case(), right="rectification", shared=shared, reply=FOLLOW)
    assert "* Rue Avant\u00a0: rue du Pont Maintenant\u00a0: rue du Port" in said(letter)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_letter_bears_reference_date_and_controller_and_no_name_in_its_subject(language: str) -> None:
    for letter in every_letter(language):
        assert REFERENCE in letter.subject
        assert "Alice" not in letter.subject
        assert "Moreau" not in letter.subject
        assert letter.dateline.endswith(REFERENCE)
        assert "22\u00a0novembre 2026" in letter.dateline or "22\u00a0November 2026" in letter.dateline
        assert "Maison Aubrac\n12 rue du Foirail, 12210 Laguiole\ndonnees@maison-aubrac.example" in letter.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_line_of_a_mail_is_wider_than_78_columns(language: str) -> None:
    for letter in every_letter(language, text="Un texte assez long pour devoir aller à la ligne. " * 5):
        wide = [line for line in letter.text.splitlines() if len(line) > 78 and "://" not in line]
        assert wide == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_letter_kept_as_json_is_the_same_letter(language: str) -> None:
    for letter in every_letter(language):
        assert Letter.of_json(letter.as_json()) == letter


def test_markup_that_a_person_typed_is_text_in_every_letter() -> None:
    evil = "<script>alert(1)</script> & <b onmouseover=x>"
    for letter in every_letter("fr", person=evil, text=evil):
        page = Page(letter.html)
        assert not {"script", "b"} & {tag for tag, _ in page.elements}
        assert evil in said(letter)


def test_a_link_to_anything_but_a_page_or_a_mailbox_is_not_made() -> None:
    letter = letters.office_message(case(), text="Bonjour.", follow="javascript:alert(1)")
    assert [a.get("href") for a in Page(letter.html).all("a")] == [None]


def test_a_person_without_a_name_is_greeted_and_a_house_without_a_clerk_signs() -> None:
    nobody = letters.Case(**{f: getattr(case(person=""), f) for f in case().__slots__} | {"sender": ""})
    letter = letters.withdrawn(nobody, on=DUE)
    assert letter.greeting == "Bonjour,"
    assert letter.signature == "Maison Aubrac"
