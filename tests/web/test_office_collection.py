"""The pages on which data come in: the script before the data, who is still to be told, and that they were told."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from garant.actions import collected, mail, register
from garant.ledger.collected import Waiting
from garant.ledger.tables import CollectedRow
from tests.actions.arriving import ALICE, MARK, entered, receiving
from tests.actions.sharing import NOBODY, nadia
from tests.actions.test_mail import PostOffice, open_post_office, through
from tests.web.office import Office, text

LIST, NEW = "/office/collection", "/office/collection/new"
CALL = f"{NEW}?source=phone&place=form:appel"
HERS = {"kind": "email", "value": ALICE, "name": "Alice Moreau", "collected": "2026-11-23"}


@pytest.fixture
def shop(office: Office) -> Office:
    receiving(office.world)
    return office


@pytest.fixture
def bruno(shop: Office) -> Client:
    return shop.client("bruno")


def test_with_a_call_the_script_stands_before_the_data_and_informed_orally_is_kept(shop: Office, bruno: Client) -> None:
    """S2-05. Given a call entry, then the script is shown and "informé oralement" stored, with who and when."""
    page = text(bruno.get(CALL))
    script = page.index("Boutique Lormel utilise ces données pour")
    assert page.index("À lire à voix haute, avant toute réponse") < script < page.index("De qui sont ces données ?")
    kept = bruno.post(CALL, {**HERS, "told": "orally"}, follow=True)
    said = text(kept)
    assert "Il est noté que la personne a été informée, comment, quand et par qui." in said
    assert "Information donnée oralement lundi 23 novembre 2026 Bruno Caillol" in said
    assert "L’information vous a été donnée oralement le 23 novembre 2026." in said
    (row,) = CollectedRow.objects.all()
    assert (row.entry, row.form, row.way, row.told) == ("phone", "appel", "orally", date(2026, 11, 23))
    assert row.told_by == shop.actor("bruno").label


def test_a_signed_agreement_is_entered_with_its_date_and_reference(shop: Office, bruno: Client) -> None:
    """S2-03. Given a contract record, then source = C2 with date."""
    signed = {**HERS, "collected": "2026-03-03", "reference": "C-12", "told": "in-writing"}
    page = text(bruno.post(f"{NEW}?source=agreement&place=form:contrat", signed, follow=True))
    assert "Convention signée le 3 mars 2026, référence C-12." in page
    assert collected.count(shop.world.house) == Waiting(0, 0)


def test_an_e_mail_makes_a_notice_due_which_is_counted_and_mailed(shop: Office, bruno: Client) -> None:
    """S2-04. Given data added from an e-mail, then source = C3, notice due."""
    page = text(bruno.post(f"{NEW}?source=email&place=activity:clients", {**HERS, "told": ""}, follow=True))
    assert "C’est noté. La personne reste à informer." in page
    assert "À informer au moment même § RGPD, art. 13(1)" in page.replace("\u00a0", " ") or "RGPD, art. 13(1)" in page
    waiting = text(bruno.get(LIST))
    assert "1 personne reste à informer." in waiting
    assert "Collecte 1 personne à informer" in waiting
    (row,) = CollectedRow.objects.all()
    assert "L’information est en route" in text(bruno.post(f"{LIST}/{row.id}/send", follow=True))
    post = PostOffice()
    with open_post_office(post) as port:
        through(shop.world, port)
        assert mail.send_waiting(shop.world.house) == 1
    after = text(bruno.get(LIST))
    assert "Toutes les personnes dont des données sont arrivées ont été informées." in after
    assert "Information envoyée par e-mail" in after


def test_what_came_from_others_is_late_the_day_after_its_month(shop: Office, bruno: Client) -> None:
    entered(shop.world, "third-party", name="Alice Moreau")
    shop.world.clock.pass_days(31)
    page = text(bruno.get(LIST))
    assert "1 personne devrait déjà être informée." in page
    assert "Information due le mer. 23 déc., en retard" in page


def test_told_later_is_noted_with_its_day_and_a_wrong_day_is_refused(shop: Office, bruno: Client) -> None:
    entry = entered(shop.world, "counter")
    shop.world.clock.pass_days(2)
    wrong = bruno.post(f"{LIST}/{entry.id}/told", {"way": "in-writing", "on": "2026-11-22"})
    assert wrong.status_code == 422
    assert "Ni avant l’arrivée des données, ni un jour à venir." in text(wrong)
    right = bruno.post(f"{LIST}/{entry.id}/told", {"way": "in-writing", "on": "2026-11-24"}, follow=True)
    assert "Information donnée par écrit mardi 24 novembre 2026" in text(right)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("?source=phone", "Ce champ est obligatoire."),
        ("?source=phone&place=form:contrat", "Ce formulaire est d’une autre sorte."),
        ("?source=pigeon&place=form:appel", "Comment arrivent-elles ?"),
    ],
)
def test_a_first_question_answered_wrongly_is_asked_again(bruno: Client, asked: str, said: str) -> None:
    page = bruno.get(NEW + asked)
    assert page.status_code == 422
    assert said in text(page).replace("\u00a0", " ")


def test_what_is_entered_wrongly_is_said_beside_its_field_and_nothing_is_kept(bruno: Client) -> None:
    page = bruno.post(CALL, {**HERS, "value": MARK, "collected": "2027-01-01"})
    assert page.status_code == 422
    assert "Ce n’est pas une adresse e-mail." in text(page)
    assert "Ce jour n’est pas encore venu." in text(page)
    assert CollectedRow.objects.count() == 0


def test_a_notice_that_lacks_something_says_what_and_is_not_mailed(shop: Office, bruno: Client) -> None:
    entry = entered(shop.world, "email", activity="parrainage")
    page = text(bruno.get(f"{LIST}/{entry.id}")).replace("\u00a0", " ")
    assert "Le registre ne dit pas encore tout : la base de « Inviter vos proches »" in page
    assert "L’envoyer par e-mail" not in page
    assert bruno.post(f"{LIST}/{entry.id}/send").status_code == 422


def test_a_form_taken_out_of_the_register_leaves_a_page_that_says_so(shop: Office, bruno: Client) -> None:
    entry = entered(shop.world, "phone", form="appel")
    register.apply(shop.world.house, nadia(shop.world), NOBODY, "register.yaml", remove=True)
    page = bruno.get(f"{LIST}/{entry.id}")
    assert "appel: No form of that name is declared." in text(page)
    assert "La personne a été informée" in text(page), "she can be told all the same"


def test_an_auditor_reads_and_enters_nothing(shop: Office) -> None:
    entry = entered(shop.world, "phone", name="Alice Moreau")
    yves = shop.client("yves")
    page = text(yves.get(f"{LIST}/{entry.id}"))
    assert "Alice Moreau" in page
    assert "La personne a été informée" not in page
    assert yves.get(NEW).status_code == 403
    assert yves.post(f"{LIST}/{entry.id}/told", {"way": "orally", "on": "2026-11-23"}).status_code == 403
    assert yves.post(f"{LIST}/{entry.id}/send").status_code == 403


def test_an_entry_that_is_not_there_is_a_page_not_found(bruno: Client) -> None:
    assert bruno.get(f"{LIST}/0190a3c0-0000-7000-8000-000000000001").status_code == 404


def test_the_script_is_in_the_persons_language_and_the_page_in_the_clerks(shop: Office) -> None:
    page = text(shop.client("bruno").get(CALL, headers={"accept-language": "en"}))
    assert "Read this out, before they say anything" in page
    assert "Boutique Lormel utilise ces données pour" in page
    bruno = shop.client("bruno")
    assert "Boutique Lormel uses these data for" in text(bruno.get(f"{CALL}&spoken=en"))
    bruno.post(f"{CALL}&spoken=en", {**HERS, "told": ""})
    assert [row.language for row in CollectedRow.objects.all()] == ["en"]


def test_data_from_others_of_which_the_register_says_nothing_are_told_as_missing(bruno: Client) -> None:
    """Art. 14(1)(d): the categories of data."""
    page = text(bruno.get(f"{NEW}?source=third-party&place=activity:parrainage")).replace("\u00a0", " ")
    assert "quelles données de « Parrainage » viennent d’un tiers" in page
