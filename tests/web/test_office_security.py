"""How data are protected, in the office: what is in place, what is not, and which function reads what."""

from __future__ import annotations

from tests.actions.sharing import REGISTER, TRAINING, declare
from tests.web.office import Office, text

HOUSE = """devices: {caisse: {name: Caisse, kind: computer, owner: ventes, password: true}}
places: {classeurs: {name: Classeurs, kind: paper}}
backups: {nuit: {of: [classeurs], days: 30}}
passwords: {length: 12, second_factor: true}
"""


def test_each_measure_stands_in_its_section_and_what_lacks_says_how(office: Office) -> None:
    """Given passwords in place and no locked cabinet, then the page says both, and how to do what is missing."""
    declare(office.world, REGISTER + TRAINING + HOUSE)
    said = text(office.client("denise").get("/office/security"))
    assert "3 mesures sont en place." in said
    assert "P1 Armoire fermée à clé Rangez les dossiers dans une armoire qui ferme à clé. Pas en place" in said
    assert "E1 Politique de mots de passe En place" in said
    assert "Caisse ordinateur · Ventes mot de passe : oui · chiffrement : personne ne l’a dit" in said
    assert "la plus ancienne copie vit 30 jours" in said
    assert "12 signes au moins · avec un second facteur" in said


def test_the_matrix_says_who_reads_what_and_whose_access_is_not_granted(office: Office) -> None:
    """S1-53 and after: sales use the customers’ file, their manager reads it, a function without training has none."""
    declare(office.world, REGISTER.replace("{name: Ventes, trained: 2026-09-01}", "{name: Ventes}"))
    said = text(office.client("yves").get("/office/security/functions"))
    assert "L’accès de 1 fonction n’est pas accordé." in said
    assert "Ventes" in said
    assert "accès non accordé : pas de date de formation" in said
    assert "lecture" in said


def test_a_stranger_is_asked_to_sign_in(office: Office) -> None:
    for page in ("", "/functions"):
        assert office.client().get(f"/office/security{page}")["Location"].startswith("/office/sign-in")
