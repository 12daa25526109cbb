"""What goes out to others: processors are instructed and waited for, recipients are told, paper is searched by hand."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from garant.actions import access, answers, plans, register, requests, runner, stores
from garant.errors import UsageError
from garant.ledger import outbox, tasks
from garant.ledger.values import Request, Task
from garant.press.letter import Letter
from tests.actions import shop
from tests.actions.conftest import World

RECIPIENTS = """
recipients:
  post: {name: Plume Post, role: processor, contact: rgpd@plume.example, country: FR}
  bank: {name: Crédit du Causse, role: controller, contact: dpo@causse.example, country: FR}
"""
PAPER = """
garant: map/1
store: binder
manual: {fr: Chercher dans le classeur d’atelier., en: Look into the workshop binder.}
"""


@pytest.fixture
def sharing(world: World) -> World:
    """The shop gives its customers' data to a processor and to a bank."""
    owner = access.by_command(world.house, "owner")
    given = shop.MAP.replace("    basis: contract\n", "    basis: contract\n    recipients: [post, bank]\n")
    register.apply(world.house, owner, given + RECIPIENTS, "shop.yaml")
    return world


def open_tasks(world: World, request: Request) -> list[Task]:
    return [t for t in tasks.of_request(world.house.keyring, request.id) if t.state == "open"]


def finish(world: World, request: Request) -> Request:
    for task in open_tasks(world, request):
        answers.finish_task(world.house, world.bruno, task.id, "Confirmé par courriel le 24 novembre.")
    shown = plans.of_request(world.house, world.again(request))
    assert shown is not None
    runner.run(world.house, shown.id)
    return world.again(request)


def test_erased_waits_for_the_processor_and_the_answer_names_everybody(sharing: World) -> None:
    """E3, art. 19 and 28. Given a processor and a bank, when Alice is erased, then the processor is instructed and the
    request waits; when Bruno notes its confirmation, then the answer leaves and names both.
    """
    request = sharing.run(sharing.identified("erasure"))
    assert request.state == "waiting"
    assert [(t.kind, t.target, t.blocking) for t in open_tasks(sharing, request)] == [("processor", "Plume Post", True)]
    kinds = sorted(letter.kind for letter in outbox.of_request(request.id))
    assert kinds == ["acknowledgement", "processor", "recipient"]

    request = finish(sharing, request)
    assert request.state == "closed"
    said = sharing.letter(request)
    assert "Plume Post" in said
    assert "Crédit du Causse" in said


def told(world: World, request: Request) -> dict[str, str]:
    """Address → what is written to it, as it waits in the outbox, each blank a plain one."""
    mine = [each for each in outbox.of_request(request.id) if each.kind in ("processor", "recipient")]
    letters = [outbox.opened(world.house.keyring, each.id) for each in mine]
    return {each.to: " ".join(Letter.of_json(each.body).text.split()) for each in letters}


def change(world: World, *statements: str) -> None:
    """Somebody works on the shop's database."""
    engine = sa.create_engine(world.url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


HOST, BANK, PRINTER = "rgpd@plume.example", "dpo@causse.example", "dpo@lot.example"


@pytest.fixture
def accounts(world: World) -> World:
    """The shop has a host for everything, a bank for its accounts, and a printer for its letter only."""
    owner = access.by_command(world.house, "owner")
    given = (
        shop.MAP.replace("    basis: contract\n", "    basis: contract\n    recipients: [post]\n")
        .replace("    basis: legal-obligation\n", "    basis: legal-obligation\n    recipients: [post, bank]\n")
        .replace("    basis: consent\n", "    basis: consent\n    recipients: [press]\n")
    )
    more = "  press: {name: Imprimerie du Lot, role: controller, contact: dpo@lot.example, country: FR}\n"
    register.apply(world.house, owner, given + RECIPIENTS + more, "shop.yaml")
    return world


def test_the_processor_is_told_what_the_plan_erased_and_what_the_law_makes_us_keep(accounts: World) -> None:
    """Given Alice with an invoice of 2012 and one of 2024, when she is erased, then her host is to erase the first
    and to keep the second, her name on it, until 2034; her address stands once, however the tables spell it.
    """
    request = accounts.run(accounts.identified("erasure"))
    said = told(accounts, request)[HOST]
    gone, kept = said.partition("À garder jusqu’à la date dite")[::2]
    assert "- Fiche client : adresse e-mail, téléphone, centres d’intérêt" in gone
    assert "- Factures (1 sur 2, du 4 mai 2012) : date d’achat, nom et prénom, montant" in gone
    assert (
        "- Factures (1 sur 2, du 4 mai 2024) : date d’achat, nom et prénom, montant ; jusqu’au 31 décembre 2034 -"
        in kept
    )
    assert "- Fiche client : nom et prénom, adresse postale ; jusqu’au 31 décembre 2034 -" in kept
    assert "Inscriptions" not in said  # the letter is the printer's, not the host's
    assert said.lower().count("alice.moreau@courriel.example") == 1


def test_a_recipient_hears_only_of_what_it_was_given(accounts: World) -> None:
    """Art. 19. The bank, which has the accounts, hears that one invoice went and one stays; the printer, which has
    the letter, that all of it went.
    """
    request = accounts.run(accounts.identified("erasure"))
    said = told(accounts, request)
    assert sorted(said) == [BANK, PRINTER, HOST]
    assert "Nous en avons effacé une partie et gardons l’autre" in said[BANK]
    assert "Fiche client" not in said[BANK]
    assert "de les effacer, et nous l’avons fait." in said[PRINTER]
    assert "Nous avons effacé : - Inscriptions : adresse e-mail, date d’achat" in said[PRINTER]


def test_a_recipient_whose_data_all_stay_hears_nothing(accounts: World) -> None:
    """Given an Alice whose invoices all stay, when she is erased, then the bank, which has nothing else, is not
    told that anything went.
    """
    change(accounts, "DELETE FROM invoice_line WHERE invoice_id = 10", "DELETE FROM invoice WHERE id = 10")
    request = accounts.run(accounts.identified("erasure"))
    assert sorted(told(accounts, request)) == [PRINTER, HOST]


def test_we_have_is_not_said_to_a_recipient_where_a_rest_was_found(accounts: World) -> None:
    """Given an old export that no map names and that still bears Alice's address, when she is erased, then the
    printer hears that it is not all done.
    """
    change(
        accounts,
        "CREATE TABLE export_2019 (mail VARCHAR(80))",
        "INSERT INTO export_2019 VALUES ('alice.moreau@courriel.example')",
    )
    said = told(accounts, accounts.run(accounts.identified("erasure")))
    assert sorted(said) == [BANK, PRINTER, HOST]
    assert [text for text in said.values() if "nous l’avons fait" in text] == []
    assert "il nous reste à le faire ailleurs chez nous." in said[PRINTER]


def test_a_task_ends_only_with_its_proof(sharing: World) -> None:
    request = sharing.run(sharing.identified("erasure"))
    (task,) = open_tasks(sharing, request)
    with pytest.raises(UsageError, match="proof"):
        answers.finish_task(sharing.house, sharing.bruno, task.id, "  ")
    assert len(open_tasks(sharing, request)) == 1


def test_nobody_is_told_about_somebody_who_was_not_found(sharing: World) -> None:
    """A stranger's address must not leave for a processor."""
    request = sharing.run(sharing.identified("erasure", email="nemo@ailleurs.example"))
    assert request.state == "closed"
    assert [letter.kind for letter in outbox.of_request(request.id)] == ["acknowledgement", "answer"]


def test_paper_is_searched_by_a_person_before_the_answer_leaves(world: World) -> None:
    """D16. Given a binder that only a person can open, when Alice asks for access, then a task with its instructions
    waits inside the request, and the answer leaves after it.
    """
    owner = access.by_command(world.house, "owner")
    stores.add(world.house, owner, "binder", "manual:")
    register.apply(world.house, owner, PAPER, "binder.yaml")
    request = world.run(world.identified("access"))
    assert request.state == "waiting"
    (task,) = open_tasks(world, request)
    assert (task.kind, task.target, task.text) == ("manual-store", "binder", "Chercher dans le classeur d’atelier.")
    request = finish(world, request)
    assert request.state == "closed"
    assert "sans rien trouver sur vous : - binder" in world.letter(request)


def test_what_was_found_on_paper_stands_in_the_answer_though_the_databases_know_nobody(world: World) -> None:
    """D16. Given a stranger to the shop with a card in the binder, when Bruno notes what he found, then the answer says
    it, beside the systems that hold nothing, and the outcome is not "nothing found".
    """
    owner = access.by_command(world.house, "owner")
    stores.add(world.house, owner, "binder", "manual:")
    register.apply(world.house, owner, PAPER, "binder.yaml")
    request = world.run(world.identified("access", email="nemo@ailleurs.example"))
    (task,) = open_tasks(world, request)
    answers.finish_task(world.house, world.bruno, task.id, "Une fiche de réparation, copie jointe.", found=True)
    request = finish(world, request)
    assert world.outcome(request, "access") == "partly"
    said = world.letter(request)
    assert "binder : voici ce qui y a été trouvé" in said
    assert "Une fiche de réparation, copie jointe." in said


def test_a_withdrawn_request_is_never_run(world: World) -> None:
    """Given a plan drawn, when Alice takes her request back, then nothing is touched and a letter confirms it."""
    request = world.identified("erasure")
    plans.draw(world.house, world.bruno, [request])
    request = requests.withdraw(world.house, access.by_person(world.house), world.again(request))
    assert (request.state, request.rights[0].outcome) == ("closed", "withdrawn")
    assert world.rows("customer", "id = 1")[0]["phone"] == "06 39 98 12 34"
    assert [letter.kind for letter in outbox.of_request(request.id)] == ["acknowledgement", "withdrawn"]
