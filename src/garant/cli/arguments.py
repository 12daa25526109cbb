"""What can be said on the command line. Loads neither Django nor anything heavy, so that `--help` is quick."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from garant.rules.access import ROLES
from garant.rules.informing import ENTRIES, WAYS
from garant.rules.leaving import WHYS
from garant.rules.requests import CHANNELS, METHODS, RIGHTS

LANGUAGES = ("fr", "en")
REASONS = ("agreement", "contract", "legal-duty")


def add_common(parser: argparse.ArgumentParser) -> None:
    """What every command on an instance takes."""
    parser.add_argument("--instance", metavar="DIR", help="the instance folder (default: $GARANT_INSTANCE, else here)")
    parser.add_argument("--organisation", default="", metavar="NAME", help="which one, if the instance holds several")
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_collection(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    record = several.add_parser(
        "record", help="Somebody's data came in: prints its id, by when they are told, and what."
    )
    record.add_argument("--source", required=True, choices=ENTRIES)
    where = record.add_mutually_exclusive_group(required=True)
    where.add_argument("--form", default="", metavar="FORM", help="the form of the register by which they came in")
    where.add_argument("--activity", default="", metavar="ACTIVITY", help="what they are for, where there is no form")
    who = record.add_mutually_exclusive_group(required=True)
    who.add_argument("--email", default="", help="the person's e-mail address")
    who.add_argument("--identity", default="", metavar="KIND=VALUE", help="or another identity")
    record.add_argument("--name", default="", help="the person's name, for the notice")
    record.add_argument("--on", type=_day, metavar="DATE", help="the day they came in (default: today)")
    record.add_argument("--reference", default="", help="of the agreement that was signed")
    record.add_argument("--from", dest="giver", default="", metavar="RECIPIENT", help="the third party, by its id")
    record.add_argument("--first", type=_day, metavar="DATE", help="when they are first written to")
    record.add_argument("--language", default="fr", choices=LANGUAGES, help="the person's")
    told = several.add_parser("told", help="Note that the person was told.")
    told.add_argument("--how", required=True, choices=WAYS)
    told.add_argument("--on", type=_day, metavar="DATE", help="the day (default: today)")
    send = several.add_parser("send", help="Mail the notice, in the person's language.")
    show = several.add_parser("show", help="One entry, with its notice or its script.")
    for one in (told, send, show):
        one.add_argument("id", metavar="ID")
    several.add_parser("due", help="Who is still to be told, by date.")
    for sub in several.choices.values():
        add_common(sub)


def add_request(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)

    def deed(name: str, summary: str) -> argparse.ArgumentParser:
        sub = several.add_parser(name, help=summary, description=summary)
        add_common(sub)
        return sub

    _file(deed("file", "Receive a request; prints its reference."))

    identify = deed("identify", "State how the person was identified.")
    identify.add_argument("id")
    identify.add_argument("--method", required=True, choices=METHODS)
    identify.add_argument("--by", required=True, metavar="NAME")
    identify.add_argument("--reason", required=True, metavar="TEXT")

    choose = deed("choose", "Say which of several matching rows are this person's.")
    choose.add_argument("id")
    choose.add_argument("rows", nargs="+", metavar="ROW")

    aside = deed("set-aside", "Leave out a file that something given names without showing whose it is.")
    aside.add_argument("id")
    aside.add_argument("--reason", required=True, metavar="TEXT")

    plan = deed("plan", "Draw the plan of one or several requests; prints its fingerprint.")
    plan.add_argument("id", nargs="+")
    plan.add_argument("--fact", action="append", default=[], metavar="NAME=yes|no", help="running-contract, …")
    plan.add_argument(
        "--text",
        action="append",
        default=[],
        metavar="STORE.TABLE.COLUMN=CHOICE",
        help="what becomes of a free text that is asked for and erased: wait (else), hand-over, erase",
    )
    plan.add_argument("--release-free-text", action="store_true", help="you have read the free text (RGPD 15(4))")

    run = deed("run", "Agree to a plan by its fingerprint and run it to its end.")
    run.add_argument("id", nargs="+")
    run.add_argument("--agree", required=True, metavar="FINGERPRINT")
    run.add_argument("--beyond-limits", action="store_true", help="the plan passes its limits and that is meant")
    run.add_argument("--by", default="", metavar="NAME")

    _add_answer(deed)


def _add_answer(deed: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """What comes after the work: the answer, where a request stands, what is handed over."""
    deed("answer", "Print the answer: as it would leave, or as it left.").add_argument("id")
    send = deed("send", "Send an answer that you have read, and close the request.")
    send.add_argument("id", nargs="+")

    deed("show", "Where a request stands.").add_argument("id")
    deed("list", "The requests, by due date.").add_argument("--all", action="store_true", help="closed ones too")
    package = deed("package", "Write a request's newest package to a file.")
    package.add_argument("id")
    package.add_argument(
        "--kind", choices=("access", "portability"), default="", help="default: access if there is one"
    )
    package.add_argument("--out", required=True, type=Path, metavar="FILE")
    package.add_argument(
        "--in-clear",
        choices=WHYS,
        default="",
        metavar="REASON",
        help=f"leave it unencrypted; the log keeps why: {', '.join(WHYS)}",
    )


def _file(file: argparse.ArgumentParser) -> None:
    file.add_argument("--right", required=True, metavar="R[,R…]", help=", ".join(RIGHTS))
    file.add_argument("--name", default="", help="the person's name")
    file.add_argument("--email", default="", help="the person's e-mail address")
    file.add_argument("--phone", default="")
    file.add_argument("--country", default="", help="where the person lives: the authority of that place is theirs")
    file.add_argument("--identity", action="append", default=[], metavar="KIND=VALUE", help="another identity")
    file.add_argument("--channel", required=True, choices=CHANNELS)
    file.add_argument("--received", type=_day, metavar="DATE", help="the true receipt date (default: today)")
    file.add_argument("--language", default="fr", choices=LANGUAGES)
    file.add_argument("--change", action="append", default=[], metavar="FIELD=[OLD=>]NEW", help="for rectification")


def add_store(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    add = several.add_parser("add", help="Declare a store, by its address or by the variable that holds it.")
    move = several.add_parser("move", help="Give a store another address: a new password, another server.")
    for addressed in (add, move):
        addressed.add_argument("name")
        addressed.add_argument("url", nargs="?", help="e.g. postgresql://user@host/shop or xlsx:clients.xlsx")
        addressed.add_argument("--url-env", metavar="VAR", help="the environment variable that holds the address")
        addressed.add_argument(
            "--ask-password", action="store_true", help="ask for the password, so that it stands nowhere"
        )
    add.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
    several.add_parser("list", help="The declared stores.")
    grants = several.add_parser("grants", help="The least privileges a store's user needs.")
    grants.add_argument("name")
    grants.add_argument("--user", default="garant")
    persons = several.add_parser("persons", help="How many customers and prospects a store holds; numbers only.")
    persons.add_argument("name")
    restore = several.add_parser("restore", help="Put back the sealed copies of files whose deed was never verified.")
    restore.add_argument("name")
    copies = several.add_parser(
        "copies", help="The sealed copies of files whose deed was never verified, and their end."
    )
    copies.add_argument("name")
    copies.add_argument("--let-go", action="store_true", help="destroy them: what was done can no longer be undone")
    propose = several.add_parser("propose", help="A first map, as YAML and nothing else.")
    propose.add_argument("name")
    propose.add_argument("--language", default="fr", choices=LANGUAGES)
    for sub in several.choices.values():
        add_common(sub)


def add_register(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    apply = several.add_parser("apply", help="Check a file (YAML, or a form as .ods), and keep it whole.")
    apply.add_argument("file", type=Path)
    apply.add_argument("--remove", action="store_true", help="take out what is declared and not in the file's register")
    export = several.add_parser("export", help="The register and every map in force, as YAML.")
    export.add_argument("--on", type=_day, metavar="DATE", help="as declared at the end of that day")
    export.add_argument("--form", type=Path, metavar="FILE", help="write the authority's form instead, as .ods")
    start = several.add_parser("start", help="A first register to read over: a sector and the maps.")
    start.add_argument("sector", nargs="?", metavar="SECTOR", help="left out: the sectors there are")
    start.add_argument("--without", action="append", default=[], metavar="LINE", help="leave out: clients.items.nom")
    start.add_argument("--recipient", action="append", default=[], metavar="WHAT=NAME", help="hebergeur=NAME")
    diff = several.add_parser("diff", help="What a file would change, or what changed since a day.")
    diff.add_argument("file", type=Path, nargs="?")
    diff.add_argument("--from", dest="since", type=_day, metavar="DATE", help="from the end of that day")
    diff.add_argument("--to", type=_day, metavar="DATE", help="to the end of that day (default: now)")
    record = several.add_parser("record", help="Write the record of processing as .pdf, .html or .json (art. 30).")
    record.add_argument("file", type=Path, metavar="FILE")
    record.add_argument("--on", type=_day, metavar="DATE", help="as declared at the end of that day")
    record.add_argument("--language", choices=LANGUAGES)
    table = several.add_parser("table", help="What is collected, by whom, why, used by whom, kept where, shared.")
    purposes = several.add_parser("purposes", help="Each purpose: its basis, what it calls for, what it serves.")
    for sub in (table, purposes):
        sub.add_argument("--language", choices=LANGUAGES)
    form = several.add_parser("form", help="The notice and the boxes of a form, from what is declared.")
    form.add_argument("form", metavar="FORM", help="its id in the register")
    form.add_argument("--language", choices=LANGUAGES)
    form.add_argument("--html", action="store_true", help="for a web page; else for paper, or to be said")
    conformity = several.add_parser("conformity", help="What rule sets ask of the activities, point by point.")
    conformity.add_argument("activity", nargs="?", metavar="ACTIVITY", help="its id (default: every activity)")
    conformity.add_argument(
        "--ruleset", action="append", default=[], metavar="ID", help="against this one (default: those it follows)"
    )
    conformity.add_argument("--on", type=_day, metavar="DATE", help="as the law and the register stand on that day")
    conformity.add_argument("--language", choices=LANGUAGES)
    conformity.add_argument("--out", type=Path, metavar="FILE", help="write one report as .pdf or .html")
    for sub in several.choices.values():
        add_common(sub)


def add_evidence(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    verify = several.add_parser("verify", help="Check every record; names the first bad one.")
    verify.add_argument("--checkpoint", type=Path, metavar="FILE", help="a checkpoint kept elsewhere")
    receipt = several.add_parser("receipt", help="A receipt that can be checked without this instance.")
    receipt.add_argument("id")
    receipt.add_argument("--out", required=True, type=Path, metavar="FILE")
    for sub in several.choices.values():
        add_common(sub)


def add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", type=Path, metavar="DIR")
    parser.add_argument("--organisation", required=True, metavar="NAME")
    parser.add_argument("--contact", required=True, metavar="EMAIL", help="where people write about their data")
    parser.add_argument("--place", required=True, metavar="PLACE", help="FR, FR-6AE, …")
    parser.add_argument("--year-end", default="12-31", metavar="MM-DD", help="end of the financial year")
    parser.add_argument("--address", default="", help="the postal address, for letters")
    parser.add_argument("--language", default="fr", choices=LANGUAGES)
    parser.add_argument(
        "--url", default="", help="the address by which people will reach this Garant; letters carry it"
    )
    parser.add_argument("--json", action="store_true")


def add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dir", type=Path, default=Path("demo"), help="where to build it (default: ./demo)")
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--build-only", action="store_true", help="build, and do not serve")


def add_serve(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("--host", default="")
    parser.add_argument("--port", type=int, default=0)


def add_worker(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("--once", action="store_true", help="do what is due now, then stop")


def add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rule", action="append", default=[], metavar="ID", help="only this rule, or all of a kind")
    parser.add_argument("--store", action="append", default=[], metavar="NAME", help="only this store")
    add_common(parser)
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=False)

    def deed(name: str, summary: str) -> argparse.ArgumentParser:
        sub = several.add_parser(name, help=summary, description=summary)
        sub.add_argument("rule_id", metavar="RULE")
        sub.add_argument("place", metavar="PLACE")
        add_common(sub)
        return sub

    seen = several.add_parser("seen", help="Say that what rests on changed rules of the law was looked at again.")
    add_common(seen)
    assign = deed("assign", "Say who puts a finding right, and until when.")
    assign.add_argument("--to", default="", metavar="EMAIL", help="whoever signs in with it; nobody, if left out")
    assign.add_argument("--due", type=_day, metavar="DATE")
    assign.add_argument("--note", default="", metavar="TEXT")
    accept = deed("accept", "Let a finding stand until a day, for a written reason; without a day, take that back.")
    accept.add_argument("--until", type=_day, metavar="DATE")
    accept.add_argument("--reason", default="", metavar="TEXT")


def add_user(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    add = several.add_parser("add", help="Add somebody; the password is asked for, or read from standard input.")
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=ROLES)
    place = several.add_parser("place", help="Say which function of the register an account carries, and its training.")
    place.add_argument("email")
    for sub in (add, place):
        sub.add_argument("--function", default="", metavar="ROLE", help="a role of the register")
        sub.add_argument("--trained", type=_day, metavar="DATE", help="when they were trained in data protection")
    several.add_parser("access", help="Who may read what: the register's functions with their data and training.")
    for sub in several.choices.values():
        add_common(sub)


def add_share(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    ask = several.add_parser("ask", help="Ask whether data may be given to a recipient; the answer is kept.")
    ask.add_argument("recipient", help="its id in the register")
    ask.add_argument("--purpose", required=True, metavar="KIND", help="of the catalogue, e.g. sale.delivery")
    ask.add_argument("--category", required=True, action="append", metavar="CATEGORY", help="e.g. contact.address")
    ask.add_argument("--reason", default="", choices=("", *REASONS), help="why; without it nothing is given")
    ask.add_argument("--reference", default="", help="of the agreement, or the legal text; never a person's name")
    ask.add_argument("--case", default="", metavar="NUMBER", help="the procedure, the dispute or the bill it is about")
    ask.add_argument("--persons", type=int, metavar="N", help="about how many persons")
    ask.add_argument("--mode", default="", choices=("", "direct", "indirect"), help="how an authority gets at them")
    ask.add_argument("--until", type=_day, metavar="DATE", help="the end of a rental")
    ask.add_argument("--criminal", action="store_true", help="the police asks for a criminal investigation")
    ask.add_argument("--checked", default="", metavar="ITEM[,…]", help="what the authority's request shows")
    ask.add_argument("--unpaid", choices=("yes", "no"), help="whether the bill is unpaid")
    ask.add_argument("--consent", default="", metavar="REFERENCE", help="of the consent to give confidential files")
    ask.add_argument("--consents", type=int, default=0, metavar="N", help="how many consented expressly")
    log = several.add_parser("log", help="What was given and what was refused, the newest first.")
    log.add_argument("--recipient", default="", metavar="ID")
    settle = several.add_parser("settle", help="A bill is paid: whoever was to recover it is asked to erase.")
    settle.add_argument("case", help="the number that was quoted when data were given")
    settle.add_argument("--on", type=_day, metavar="DATE", help="when it was settled (default: today)")
    for sub in several.choices.values():
        sub.add_argument("--language", default="fr", choices=LANGUAGES)
        add_common(sub)


def add_recipients(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    several.add_parser("list", help="Everybody data are given to, with the items they receive.")
    gaps = several.add_parser("gaps", help="What is missing: contracts, clauses, undertakings, reviews, safeguards.")
    gaps.add_argument("recipient", nargs="?", default="", help="one of them (default: all)")
    clauses = several.add_parser("clauses", help="Clauses for your lawyer to start from.")
    clauses.add_argument("recipient", nargs="?", default="", help="only what this one's contract lacks")
    clauses.add_argument("--out", required=True, type=Path, metavar="FILE", help=".html for a word processor, or .md")
    review = several.add_parser("review", help="Keep how a supplier protects the data, and when to look again.")
    review.add_argument("recipient")
    review.add_argument("--shows", default="", metavar="MEASURE[,…]", help="the measures that it showed to have")
    review.add_argument("--next", required=True, type=_day, metavar="DATE", help="when to look again")
    review.add_argument("--note", default="", help="what was looked at; no person's name")
    audit = several.add_parser("audit", help="Plan when to audit, where the contract gives that right.")
    audit.add_argument("recipient")
    audit.add_argument("--on", required=True, type=_day, metavar="DATE")
    several.add_parser("questions", help="What to ask a supplier, measure by measure.")
    for sub in several.choices.values():
        sub.add_argument("--language", default="fr", choices=LANGUAGES)
        add_common(sub)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-11-22") from None
