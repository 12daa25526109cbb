"""The answer to Alice: for each right what was done, and always where she can turn (D.10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from garant.press.answer import (
    Erased,
    Fate,
    Handed,
    NothingFound,
    Part,
    Reason,
    Rectified,
    Refused,
    Told,
    Unread,
    answer,
)
from garant.press.documents import Withheld
from garant.press.letters import Corrected
from tests.press.alice import FOLLOW, MADE, RECTIFY, case
from tests.press.reading import Page
from tests.press.test_letters import COMPLAINT, COURT, said

DAY = date(2026, 11, 20)
GONE = Fate("erase", "Compte, adresses", "Nous n’en avons plus besoin.", ("RGPD, art. 17(1)(a)",))
MASKED = Fate("mask", "Passages en caisse", "Les montants restent dans nos comptes.", ("RGPD, art. 5(1)(c)",))
KEPT = Fate(
    "keep",
    "Quatre factures",
    "Une loi nous oblige à les garder ; elles ne servent plus à rien d’autre.",
    ("C. com., art. L123-22", "RGPD, art. 17(3)(b)"),
    date(2035, 12, 31),
)
UNDECIDED = Fate("undecided", "zone_3", "Personne n’a encore dit ce que cette donnée contient.")
ERASED = Erased(
    fates=(GONE, MASKED, KEPT),
    systems=("Boutique en ligne", "Caisse"),
    verified=MADE,
    processors=(Told("Plume Post", DAY, MADE), Told("Cabinet Cayla", DAY), Told("Nuage Rouergue")),
    recipients=(
        Told("Colis Lozère", DAY),
        Told("Office du couteau", reason="Il a cessé son activité en 2024."),
        Told("Mutuelle Viadène"),
    ),
    backups_until=date(2026, 12, 22),
    tombstone_until=date(2026, 12, 23),
)
HANDED = Handed("access", "https://donnees.maison-aubrac.example/p/Zk3p", date(2026, 12, 6), ("Boutique en ligne",))


def text_of(*parts: Part) -> str:
    return said(answer(case(), parts, follow=FOLLOW))


@pytest.mark.parametrize(
    "part",
    [
        HANDED,
        replace(HANDED, right="portability"),
        ERASED,
        Rectified((Corrected("Rue", "a", "b"),), MADE),
        NothingFound("access", ("Boutique en ligne",)),
        Refused("erasure", (Reason("Un litige est ouvert.", ("RGPD, art. 17(3)(e)",)),)),
    ],
)
def test_every_answer_bears_the_date_received_and_both_remedies(part: Part) -> None:
    text = text_of(part)
    assert "Vous nous avez adressé une demande le jeudi 22\u00a0octobre 2026." in text
    assert COMPLAINT in text
    assert COURT in text


def test_one_letter_answers_all_the_rights_each_under_its_name() -> None:
    letter = answer(case(), [HANDED, ERASED, NothingFound("portability", ("Caisse",))])
    headings = [text for level, text in Page(letter.html).headings]
    assert headings == ["Accéder à vos données", "Effacer vos données", "Emporter vos données"]


def test_an_erasure_is_told_line_by_line_with_reason_article_and_end() -> None:
    page = Page(answer(case(), [ERASED]).html)
    rows = [attributes["class"] for tag, attributes in page.elements if tag == "span" and "fate" in attributes["class"]]
    assert rows == ["fate erase", "fate mask", "fate keep"]
    text = text_of(ERASED)
    assert "* Quatre factures" in text
    assert "Ce que nous avons fait\u00a0: Gardées jusqu’au 31\u00a0décembre 2035" in text
    assert "C. com., art. L123-22\u00a0; RGPD, art.\u00a017(3)(b)" in text
    assert "Le dimanche 22\u00a0novembre 2026, nous les avons cherchées à nouveau\u00a0: il ne reste que ce" in text
    assert "Ce que nous gardons ne doit plus servir qu’à la raison dite." in text
    assert "Aucune marque dans la base ne l’impose à nos autres logiciels\u00a0: c’est à nous d’y veiller" in text
    assert "- Boutique en ligne - Caisse" in text


def test_rows_kept_for_one_reason_make_one_line_whose_ends_are_told_and_what_goes_comes_first() -> None:
    later = replace(KEPT, until=date(2036, 12, 31))
    letter = answer(case(), [replace(ERASED, fates=(later, KEPT, UNDECIDED, MASKED, GONE))])
    page = Page(letter.html)
    fates = [a["class"] for tag, a in page.elements if tag == "span" and a["class"].startswith("fate")]
    assert fates == ["fate erase", "fate mask", "fate keep", "fate undecided"]
    assert (
        "Gardées jusqu’au 31\u00a0décembre 2035 pour les plus anciennes, "
        "jusqu’au 31\u00a0décembre 2036 pour les plus récentes" in said(letter)
    )


def test_processors_are_instructed_and_recipients_told_and_each_stands_where_it_stands() -> None:
    text = text_of(ERASED)
    assert "- Plume Post\u00a0: fait, et confirmé le 22\u00a0novembre 2026." in text
    assert "- Cabinet Cayla\u00a0: instruction donnée le 20\u00a0novembre 2026, confirmation attendue." in text
    assert "- Nuage Rouergue\u00a0: instruction en cours d’envoi." in text
    assert "- Colis Lozère\u00a0: prévenu le 20\u00a0novembre 2026." in text
    assert "- Office du couteau n’a pas été prévenu. Il a cessé son activité en 2024." in text
    assert "- Mutuelle Viadène\u00a0: avis en cours d’envoi." in text
    assert "Notre registre ne nomme personne d’autre" not in text


def test_backups_and_the_keyed_trace_are_told_with_their_ends() -> None:
    text = text_of(ERASED)
    assert (
        "Nos sauvegardes peuvent en garder une ancienne copie, au plus tard jusqu’au mardi 22\u00a0décembre 2026."
        in text
    )
    assert "nous gardons jusqu’au mercredi 23\u00a0décembre 2026 une empreinte de ce qui vous identifiait" in text
    assert "Elle reste une donnée personnelle." in text
    assert "anonym" not in text


def test_without_a_declared_backup_or_recipient_nothing_refers_to_one_or_claims_more_than_the_register_says() -> None:
    """Claire has declared neither backups nor recipients: Karim reads no sentence that leans on either."""
    text = text_of(replace(ERASED, backups_until=None, recipients=()))
    assert "sauvegardes" not in text
    assert "alors" not in text
    assert "Pour reconnaître vos données si elles revenaient chez nous par une ancienne copie" in text
    assert "Notre registre ne nomme personne d’autre à qui nous aurions transmis ces données." in text


@pytest.mark.parametrize(
    ("fates", "left", "sentence"),
    [
        ((GONE,), False, "C’est fait\u00a0: nous avons effacé vos données. Le dimanche 22\u00a0novembre 2026"),
        ((GONE, KEPT), False, "Nous avons effacé vos données, sauf celles dont le tableau dit autre chose."),
        ((KEPT,), False, "Nous n’avons effacé aucune de vos données."),
        ((GONE,), True, "il en reste à des endroits que nous n’avions pas encore classés."),
    ],
)
def test_the_answer_never_says_more_than_what_was_read_again(
    fates: tuple[Fate, ...], left: bool, sentence: str
) -> None:
    text = text_of(replace(ERASED, fates=fates, left=left))
    assert sentence in text
    assert ("C’est fait" in text) == (fates == (GONE,) and not left)


def test_what_nobody_has_decided_makes_the_answer_partial_and_says_so() -> None:
    text = text_of(replace(ERASED, fates=(GONE, UNDECIDED)))
    assert "Ce que nous avons fait\u00a0: Pas encore décidé" in text
    assert "Nous n’avons pas touché à ce qui n’est pas décidé. C’est pourquoi cette réponse n’est que" in text


def test_an_access_answer_gives_link_end_formats_cost_and_how_to_correct() -> None:
    withheld = Withheld("shop", "ticket", "Échanges · Texte", "Ce texte nomme d’autres personnes.", "RGPD, art. 15(4)")
    text = text_of(replace(HANDED, withheld=(withheld,), rectify_link=RECTIFY))
    assert "En voici une copie, à télécharger jusqu’au dimanche 6\u00a0décembre 2026." in text
    assert HANDED.link in text
    assert "en JSON et en CSV, avec un dictionnaire qui explique chaque champ et chaque code." in text
    assert "Cette première copie est gratuite (RGPD, art.\u00a015(3))." in text
    assert "* Échanges · Texte Pourquoi\u00a0: Ce texte nomme d’autres personnes. (RGPD, art. 15(4))" in text
    assert RECTIFY in text


def test_a_portability_answer_gives_files_schema_what_is_left_out_and_no_transfer() -> None:
    text = text_of(replace(HANDED, right="portability"))
    assert "«\u00a0data.json\u00a0»" in text
    assert "«\u00a0schema.json\u00a0» les décrit." in text
    assert "dit ce qui n’y est pas, et pourquoi (RGPD, art.\u00a020)." in text
    assert "Nous ne les avons transmises à personne à votre place." in text


def test_a_portability_answer_lists_the_texts_held_back_and_what_nobody_has_sorted() -> None:
    """E8, D13. Given a free text that nobody read and a field that nobody sorted, then the letter names both, as the
    package does, and says that the answer is partial.
    """
    text = text_of(
        replace(
            HANDED,
            right="portability",
            withheld=(Withheld("shop", "ticket", "Échanges · Texte", "Il peut nommer d’autres.", "RGPD, art. 20(4)"),),
            undecided=(Withheld("shop", "customer", "Fiche client · nickname", "Pas encore classé.", "", "nickname"),),
        )
    )
    assert "* Échanges · Texte Pourquoi\u00a0: Il peut nommer d’autres. (RGPD, art. 20(4))" in text
    assert "ce que nous n’avons pas encore classé. Cette réponse n’est donc que partielle\u00a0:" in text
    assert "- Fiche client · nickname" in text


def test_what_could_not_be_read_again_is_told_system_by_system() -> None:
    """D9: blindness is not absence. Places with a name in words come by it; of the others four are named, the rest
    is counted; nothing is said where everything was read.
    """
    unread = (
        Unread(
            "Boutique en ligne", "type", ("Fiche client · Photo",), ("scan.page", "t.a", "t.b", "t.c", "t.d", "t.e")
        ),
        Unread("Caisse", "size", ("Passages en caisse",)),
        Unread("Caisse", "privilege", (), ("salary",)),
        Unread("Lettre", "inside"),
    )
    text = text_of(replace(ERASED, unread=unread))
    assert "En cherchant à nouveau, nous n’avons pas pu relire\u00a0:" in text
    assert (
        "- Boutique en ligne\u00a0: Fiche client · Photo, «\u00a0scan.page\u00a0», «\u00a0t.a\u00a0», "
        "«\u00a0t.b\u00a0», «\u00a0t.c\u00a0», et 2 autres champs. Ce n’est pas du texte" in text
    )
    assert "- Caisse\u00a0: Passages en caisse. Il y a là trop de lignes pour une recherche." in text
    assert "- Caisse\u00a0: «\u00a0salary\u00a0». Nous n’avons pas le droit d’y lire." in text
    assert "- Lettre\u00a0: l’intérieur des textes longs, sauf pour les adresses électroniques." in text
    assert "Si vous pensez y figurer, dites-le-nous." in text
    assert "relire" not in text_of(ERASED)


def test_in_english_too_it_is_told_what_could_not_be_read_again() -> None:
    unread = (Unread("Shop", "type", (), ("scan.page",)), Unread("Till", "size", ("Visits",)))
    text = said(answer(case("en"), [replace(ERASED, unread=unread)]))
    assert "When we searched again, we could not read: - Shop: “scan.page”. It is not text" in text
    assert "- Till: Visits. There are too many rows there for a search." in text


def test_a_rectification_shows_before_and_after_the_systems_and_the_invoices_that_stay() -> None:
    part = Rectified(
        (Corrected("Rue", "rue du Pont", "rue du Port", ("Boutique en ligne", "Caisse")), Corrected("Étage", "", "2")),
        MADE,
        invoices_excepted=True,
        statement="Je n’ai jamais habité au 5.\n\nNi au 6.",
    )
    text = text_of(part)
    assert (
        "* Rue Avant\u00a0: rue du Pont Maintenant\u00a0: rue du Port "
        "Systèmes mis à jour\u00a0: Boutique en ligne, Caisse" in text
    )
    assert "* Étage Avant\u00a0: (vide) Maintenant\u00a0: 2" in text
    assert "une pièce comptable ne se réécrit pas." in text
    assert "telle que vous l’avez écrite (RGPD, art.\u00a016)\u00a0: Je n’ai jamais habité au 5. Ni au 6." in text
    assert "Notre registre ne nomme personne d’autre à qui nous aurions transmis ces données." in text


def test_a_rectification_that_changed_nothing_says_so_and_claims_nothing() -> None:
    text = text_of(Rectified((), MADE, missed=(Corrected("Téléphone", "01", "02"),)))
    assert "- Téléphone\u00a0: 02" in text
    assert "Nous n’avons pas changé ce qui suit" in text
    assert "C’est fait" not in text


def test_nothing_found_names_the_systems_that_were_searched() -> None:
    text = text_of(NothingFound("access", ("Boutique en ligne", "Caisse", "Papiers")))
    assert "Nous n’avons rien sur vous." in text
    assert "- Boutique en ligne - Caisse - Papiers" in text


def test_a_refusal_gives_reason_and_article_and_cannot_be_made_without() -> None:
    text = text_of(Refused("erasure", (Reason("Un litige est ouvert ; elles y servent.", ("RGPD, art. 17(3)(e)",)),)))
    assert "- Un litige est ouvert\u00a0; elles y servent. (RGPD, art.\u00a017(3)(e))" in text
    with pytest.raises(ValueError, match="reasons"):
        Refused("erasure", ())


def test_in_english_the_answer_says_the_same() -> None:
    text = said(answer(case("en"), [ERASED, HANDED, NothingFound("portability", ("Till",))]))
    assert "Kept until 31\u00a0December 2035" in text
    assert "You may also go to court (GDPR, art.\u00a079)." in text
    assert "We hold nothing about you." in text
