"""Writes the files that a machine can write (reference, schema), and answers what the command line and make know.

The words come from the parser itself, so that `docs/reference/commands.md` cannot say something else.
"""

import argparse
import contextlib
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from garant.cli import parser
from garant.law.findings import read_findings, read_measures
from garant.law.phrases import read_phrases
from garant.ledger import shapes
from garant.rules.registers.document import schema
from scripts.register_page import register_page

ROOT = Path(__file__).resolve().parent.parent
COMMANDS_HEAD = """# Commands

*Written by `make reference` from the command line itself.*

A command ends with 0 when all is well, 1 when it found something or refuses, 2 when it was used wrongly. With `--json`
it prints one JSON value, errors too. A command on an instance finds it by `--instance DIR`, else by the variable
GARANT_INSTANCE, else in the folder where you are; `--organisation NAME` says for which organisation it speaks, if the
instance holds several.
"""
EVENTS_HEAD = """# Events

*Written by `make reference` from the registry itself.*

What can stand in the log. A public field holds what its kind says and nothing else, never a store's key nor an
identifier of a person. The sealed fields can be read as long as their key is there; every type may seal `by` (the name
of the member of staff) and `reason` (words that somebody wrote). [The formats](evidence-format.md) say how both are
bound.

| type | version | public fields | sealed fields |
| --- | --- | --- | --- |
"""
CHECKS_HEAD = """# Checks

*Written by `make reference` from `law/lexicon/findings.yaml` and `measures.yaml`.*

What `garant check` can find. Severity and effort say what to do first; the article is the one that the packs of your
place know, with their mark of doubt; a rule of the Union's law is not told where the packs do not know it. A critical
finding or an error makes the entry that it is about red: it is not to be published before. `garant check --rule ID`
looks at one rule, or at all whose ids begin so; rule and place name a finding for `garant check assign` and `accept`.

Samples are counted inside the adapter, over the first and the last rows of each table, at most 2,000 of a table and
about 250,000 values of a store: a finding holds counts, never a value.

| rule | severity | effort | rests on | what is so | what to do |
| --- | --- | --- | --- | --- | --- |
"""
MEASURES_HEAD = """
## The catalogue of measures

Ids for `measures:` of a register. A measure is asked for by what the register declares: data on paper, in electronic
files, a public site.

| id | number | asked for by | guards | what to do |
| --- | --- | --- | --- | --- |
"""
KINDS = {
    getattr(shapes, kind): kind
    for kind in ("code", "codes", "count", "counts", "date", "dates", "digest", "flag", "ident", "texts")
}
BAR = "\\|"  # a bar inside a table
EVERYWHERE = {"--instance", "--json", "--organisation"}  # said at the head


def main() -> int:
    """Write the generated pages."""
    for name, text in pages().items():
        (ROOT / name).write_text(text, encoding="utf-8")
    return 0


def pages() -> dict[str, str]:
    """Each generated file as it should be, by its path."""
    return {
        "docs/reference/commands.md": commands_page(),
        "docs/reference/events.md": events_page(),
        "docs/reference/checks.md": checks_page(),
        "docs/reference/register.md": register_page(),
        "src/garant/rules/register.schema.json": json.dumps(schema(), indent=1, ensure_ascii=False) + "\n",
    }


def stale() -> list[str]:
    """The generated pages that do not say what the code says."""
    return [
        f"{name} is stale: run `make reference`"
        for name, text in pages().items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != text
    ]


def commands_page() -> str:
    """Every command with its arguments, as the parser tells them."""
    return "\n".join([COMMANDS_HEAD, *(section(command, summary) for command, summary in commands(parser()))])


def events_page() -> str:
    """Every type of event with its fields."""
    rows = []
    for name, shape in shapes.TYPES.items():
        public = ", ".join(f"`{field}` {KINDS[kind]}" for field, kind in shape.public.items())
        hidden = ", ".join(f"`{field}`" for field in sorted(shape.sealed - {"by", "reason"}))
        rows.append(f"| `{name}` | {shape.version} | {public} | {hidden} |")
    return EVENTS_HEAD + "\n".join(rows) + "\n"


def checks_page() -> str:
    """Every rule of `garant check`, and the catalogue of measures, as their files tell them."""
    rows = [
        f"| `{r.id}` | {r.severity} | {r.effort} | {', '.join(f'`{s}`' for s in r.sources)} "
        f"| {cell(r.text['en'])} | {cell(r.remedy['en'])} |"
        for r in read_findings().rules.values()
    ]
    kinds = [
        f"| `{m.id}` | {m.number} | {', '.join(m.sections)} | {', '.join(m.risks)} | {cell(m.how['en'])} |"
        for m in read_measures().values()
    ]
    return CHECKS_HEAD + "\n".join(rows) + "\n" + MEASURES_HEAD + "\n".join(kinds) + "\n"


def cell(text: str) -> str:
    """A text as it stands in a table; its named places in code, what is counted in its plural."""
    counted = re.sub(r"\{\w+:([\w.-]+)\}", lambda m: read_phrases().words[f"{m[1]}.other"]["en"], text)
    return re.sub(r"\{(\w+)\}", r"`\1`", counted.replace("|", BAR))


def commands(of: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """The commands at the ends of the tree, each with its one-line summary."""
    for action in of._actions:  # argparse has no public way to walk what it was told
        if isinstance(action, argparse._SubParsersAction):
            summaries = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, inside in action.choices.items():
                ends = list(commands(inside))
                if not ends or not _asks_for_more(inside):
                    yield inside, summaries.get(name, "")
                yield from ends


def _asks_for_more(of: argparse.ArgumentParser) -> bool:
    """Whether the command says nothing without one of its deeds."""
    return any(isinstance(action, argparse._SubParsersAction) and action.required for action in of._actions)


def section(command: argparse.ArgumentParser, summary: str) -> str:
    """One command: its name, what it is for, a table of what it takes."""
    rows = [
        row(action)
        for action in command._actions
        if not isinstance(action, (argparse._HelpAction, argparse._SubParsersAction))
        and (action.required or not EVERYWHERE & set(action.option_strings))
    ]
    table = ["| | |", "| --- | --- |", *rows, ""] if rows else []
    return "\n".join([f"## {command.prog}", "", sentence(summary or command.description or ""), "", *table])


def row(action: argparse.Action) -> str:
    """One argument: how it is written, what it is, its choices, what holds if it is left out."""
    shown = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    takes_value = action.nargs != 0
    if action.option_strings:
        written = f"{', '.join(action.option_strings)}{' ' + shown if takes_value else ''}"
    else:
        written = {"+": f"{shown} …", "?": f"[{shown}]"}.get(str(action.nargs), shown)
    told = [sentence(action.help)] if action.help else []
    if action.choices:
        told.append(f"One of {', '.join(f'`{choice}`' for choice in action.choices)}.")
    if action.required and action.option_strings:
        told.append("Needed.")
    if action.default not in (None, "", [], False, 0, argparse.SUPPRESS) and "default" not in (action.help or ""):
        told.append(f"`{action.default}` if left out.")
    return f"| `{written.replace('|', BAR)}` | {' '.join(told)} |".replace("  ", " ")


def sentence(text: str) -> str:
    """The text as a sentence: capital, full stop."""
    text = text.strip().replace("|", BAR).replace("%%", "%")
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…")) or not text else ".")


def targets() -> set[str]:
    """What can be asked of make."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def misuse(words: list[str]) -> str:
    """Why the command line would not take these words; empty when it would."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            parser().parse_args(words)
        except SystemExit as end:
            return said.getvalue().strip().splitlines()[-1] if end.code else ""
    return ""


if __name__ == "__main__":
    sys.exit(main())
