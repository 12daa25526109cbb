"""Puts the answers of a conformity report into words: its lines, what they rest on, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from garant.law.conformity_words import read_conformity_words
from garant.law.findings import read_findings, read_measures
from garant.law.provisions import Law
from garant.law.rulesets import Length, Section
from garant.law.terms import Source
from garant.press.sentences import sentences
from garant.rules.conformity import Line, Report
from garant.rules.points.facts import Answer, Evidence, Value
from garant.rules.register import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a report, in one language. `answer` is its code, `said` its word; `advice`: told, and no gap."""

    code: str
    part: Section
    asks: str
    answer: Answer
    said: str
    evidence: tuple[str, ...]
    source: str
    remedy: str
    advice: bool
    own_source: str
    """Its source where it is not the rule set's own with its force and mark, which a document says once; else empty."""


@dataclass(frozen=True, slots=True)
class Sayer:
    """The words of reports in one language, with those of the law's packs."""

    language: str
    law: Law

    def say(self, code: str, /, **values: str) -> str:
        return self.pick(read_conformity_words()[code]).format_map(values)

    def pick(self, words: Words) -> str:
        return sentences(self.language).set(words.get(self.language) or words.get("fr") or "")

    def code(self, code: str) -> str:
        """What a code is called: in a report, in the packs, in the notices of the checks; else the code itself."""
        for known in (read_conformity_words(), self.law.words, read_findings().words):
            if code in known:
                return self.pick(known[code])
        family, _, name = code.partition(".")
        if family == "measure" and name in read_measures():
            return self.pick(read_measures()[name].name)
        return name if code.startswith(("sector.", "use.", "measure.", "clock.")) else code

    # ── lines ──

    def rows(self, report: Report) -> tuple[Row, ...]:
        return tuple(self.row(report, line) for line in report.lines)

    def row(self, report: Report, line: Line) -> Row:
        evidence = tuple(dict.fromkeys(self._evidence(report, line)))
        return Row(
            code=line.point.code,
            part=line.point.part,
            asks=self.pick(line.point.words),
            answer=line.answer,
            said=self.say("answer.advice" if line.advice else f"answer.{line.answer}"),
            evidence=evidence,
            source=self.source(line),
            remedy=self.pick(line.point.remedy),
            advice=line.advice,
            own_source=self.source(line) if _is_own(report, line) else "",
        )

    def source(self, line: Line) -> str:
        """What a point rests on, with its force on the day and its mark of doubt (E11)."""
        return self._marked("report.source", line.point.mark, self.pick(line.point.source), line.force)

    def usual_source(self, report: Report) -> str:
        """What every point rests on that does not say otherwise."""
        ruleset = report.ruleset
        force = report.stage.force if report.stage else "none"
        text = self._marked("report.source", ruleset.mark, self.pick(ruleset.instrument), force)
        return self.say("report.usual-source", source=text)

    def _marked(self, code: str, mark: str, source: str, force: str) -> str:
        values = {"source": source, "force": self.say(f"force.{force}")}
        return self.say(code, **values) if mark == "P" else self.say(f"{code}-marked", mark=mark, **values)

    def _evidence(self, report: Report, line: Line) -> Iterator[str]:
        if not line.evidence:
            yield self.say("report.nothing-declared")
        for evidence in line.evidence:
            yield self.evidence(evidence)
        if line.ruled_by is not None:
            yield self.say("report.ruled-by", code=line.ruled_by[1], ruleset=self.ruleset(line.ruled_by[0]))

    def evidence(self, evidence: Evidence) -> str:
        """An entry of the register, and what was seen there."""
        entry = self.say(f"entry.{evidence.entry}", name=self.name(evidence))
        if not evidence.note:
            return entry
        code = f"note.{evidence.note}"
        if evidence.values.get("limit") == Length() and f"{code}-none" in read_conformity_words():
            code += "-none"  # nothing is allowed beyond the event: there is no length to name
        note = self.say(code, **{k: self.value(k, v, evidence) for k, v in evidence.values.items()})
        nameless = not self.name(evidence) and "{name}" in self.pick(read_conformity_words()[f"entry.{evidence.entry}"])
        return note if nameless else self.say("evidence", entry=entry, note=note)

    def name(self, evidence: Evidence) -> str:
        if evidence.name:
            return self.pick(evidence.name)
        category = evidence.values.get("category")
        if isinstance(category, str):
            return self.code(category)
        if evidence.entry == "ruleset" and evidence.id in self.law.rulesets:
            return self.pick(self.law.rulesets[evidence.id].name)
        return self.code(f"{evidence.entry}.{evidence.id}") if evidence.entry in ("use", "measure") else evidence.id

    def value(self, key: str, value: Value, evidence: Evidence) -> str:
        if isinstance(value, Length):
            return self.length(value, "" if key == "limit" else evidence.values.get("clock", ""))
        if isinstance(value, date):
            return sentences(self.language).short_day(value)
        if isinstance(value, Source):
            text = self.pick(value.text)
            return text if value.mark == "P" else self.say("source-marked", source=text, mark=value.mark)
        return self.code(value) if isinstance(value, str) else self.pick(value)

    # ── lengths ──

    def length(self, length: Length, clock: Value) -> str:
        """A length, from its event on where that is known ("clock.last-contact")."""
        event = self.code(clock) if isinstance(clock, str) and clock not in ("", "clock.") else ""
        parts = [self._count(unit, n) for unit, n in self._units(length) if n]
        if not parts:
            return self.say("length.until", clock=event)
        told = parts[0] if len(parts) == 1 else self.say("length.two", one=parts[0], other=parts[1])
        return self.say("length.from", length=told, clock=event) if event else told

    @staticmethod
    def _units(length: Length) -> tuple[tuple[str, int], ...]:
        """Whole years are told as years, whether they were written so or in months."""
        years, months = length.years, length.months
        if months % 12 == 0:
            years, months = years + months // 12, 0
        return ("years", years), ("months", months), ("days", length.days)

    def _count(self, unit: str, n: int) -> str:
        return self.say(f"length.{unit}.one") if n == 1 else self.say(f"length.{unit}", n=str(n))

    # ── what to do next ──

    def ruleset(self, name: str) -> str:
        found = self.law.rulesets.get(name)
        return self.pick(found.name) if found else name

    def step(self, step: str) -> str:
        """What a report proposes: to follow another rule set, to examine, to open a file."""
        if step in self.law.rulesets:
            return self.say("step.ruleset", ruleset=self.ruleset(step))
        return self.say(f"step.{step}")

    def dateline(self, report: Report) -> str:
        day = sentences(self.language).short_day(report.on)
        if not report.number:
            return self.say("report.dateline-unkept", day=day, law=report.law)
        return self.say("report.dateline", day=day, number=str(report.number), law=report.law)

    def counts(self, report: Report) -> str:
        counts = report.counts
        told: dict[str, Answer] = {"met": "met", "gaps": "not-met", "unknown": "unknown", "none": "not-applicable"}
        return self.say("report.counts", **{name: str(counts[answer]) for name, answer in told.items()})

    def marks(self) -> str:
        """What the marks of doubt mean (E11)."""
        marks = {"P": "P", "two": "2", "K": "K", "SEED": "SEED"}
        return self.say("report.marks", **{name: self.say(f"mark.{mark}") for name, mark in marks.items()})

    def stage(self, report: Report) -> str:
        """What force the rule set has on the day, and why."""
        if report.stage is None:
            return self.say("report.not-yet")
        values = {"force": self.say(f"force.{report.stage.force}"), "words": self.pick(report.stage.words)}
        if report.stage.mark == "P":
            return self.say("report.force", **values)
        return self.say("report.force-marked", mark=report.stage.mark, **values)


def _is_own(report: Report, line: Line) -> bool:
    force = report.stage.force if report.stage else ""
    usual = (report.ruleset.instrument, report.ruleset.mark, force)
    return (line.point.source, line.point.mark, line.force) != usual
