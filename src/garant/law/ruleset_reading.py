"""Reads the rule sets of a pack: one YAML file each in its folder `rulesets` (form: docs/reference/rule-sets.md).

Whatever is wrong in one refuses the pack, with file and line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

from garant.law.ruleset_tests import permits, read_test
from garant.law.rulesets import SECTIONS, Force, Point, RuleMark, RuleSet, RuleSets, Section, Stage, Test
from garant.law.shape import Part

FORM = "ruleset/1"
FOLDER = "rulesets"
_TOP = ("garant", "ruleset", "name", "place", "authority", "instrument", "themes", "mark", "stages", "points")
_TOP_MORE = ("supersedes", "standard", "link", "based_on", "without", "carried_mark")


def read_rulesets(files: Sequence[Part], codes: Container[str], below: RuleSets) -> tuple[RuleSet, ...]:
    """The rule sets of a pack's files. `codes`: those that have words here or in a pack read before; `below`: the rule
    sets of those packs, which these may build on and supersede. Raises LawError."""
    waiting = {}
    for top in files:
        top.only(_TOP, _TOP_MORE)["garant"].text((FORM,))
        name = top["ruleset"].text()
        if name in waiting or name in below:
            raise top["ruleset"].refuse(f"There are two rule sets “{name}”.", "A changed text gets an id of its own.")
        waiting[name] = top
    done = dict(below)
    while waiting:
        ready = next((n for n, top in waiting.items() if not top.has("based_on") or _base(top) in done), None)
        if ready is None:
            top = next(iter(waiting.values()))
            raise top["based_on"].refuse(f"There is no rule set “{_base(top)}” to build on.", "Correct “based_on”.")
        done[ready] = _ruleset(waiting.pop(ready), done, codes)
    _refuse_unknown(files, done)
    return tuple(ruleset for name, ruleset in done.items() if name not in below)


def _base(top: Part) -> str:
    return top["based_on"].text()


def _ruleset(top: Part, done: Mapping[str, RuleSet], codes: Container[str]) -> RuleSet:
    mark = _mark(top["mark"])
    instrument = top["instrument"].words()
    own = [_point(item, instrument, mark, codes) for item in top["points"].items()]
    seen: set[str] = set()
    for item, point in zip(top["points"].items(), own, strict=True):
        if point.code in seen:
            raise item["code"].refuse(f"The point “{point.code}” is there twice.", "Give each its own code.")
        seen.add(point.code)
    points = [*_carried(top, done, seen), *own]
    points.sort(key=lambda point: SECTIONS.index(point.part))  # stable: within a part, as written
    return RuleSet(
        id=top["ruleset"].text(),
        name=top["name"].words(),
        place=top["place"].text(),
        authority=top["authority"].text(),
        instrument=instrument,
        themes=_texts(top, "themes"),
        mark=mark,
        stages=_stages(top["stages"]),
        points=tuple(points),
        supersedes=_texts(top, "supersedes"),
        standard=top.maybe("standard", Part.flag, False),
        link=top.maybe("link", Part.text, ""),
        digest=_digest(points),
    )


def _carried(top: Part, done: Mapping[str, RuleSet], own: Container[str]) -> Iterator[Point]:
    """The points of the older text that this one says nothing else about, under the mark that says how sure that is."""
    if not top.has("based_on"):
        return
    base = done[_base(top)]
    without = _texts(top, "without")
    for gone in without:
        if gone not in {point.code for point in base.points}:
            raise top["without"].refuse(f"“{base.id}” has no point “{gone}”.", "Correct the code.")
    mark = _mark(top["carried_mark"]) if top.has("carried_mark") else "K"
    instrument = top["instrument"].words()
    for point in base.points:
        if point.code not in without and point.code not in own:
            source = point.source if point.force is not None else instrument
            yield replace(point, source=source, mark=mark, carried=point.carried or base.id)


def _stages(part: Part) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    for item in part.items():
        item.only(("since", "force", "words", "mark"))
        stage = Stage(item["since"].day(), _force(item["force"]), item["words"].words(), _mark(item["mark"]))
        if stages and stage.since <= stages[-1].since:
            raise item["since"].refuse("This stage does not come after the one above.", "Write the oldest first.")
        stages.append(stage)
    if not stages:
        raise part.refuse("A rule set has at least one stage.", "Say since when it holds, and with what force.")
    return tuple(stages)


def _point(part: Part, instrument: Mapping[str, str], mark: RuleMark, codes: Container[str]) -> Point:
    part.only(("code", "part", "words", "test"), ("remedy", "source", "mark", "force", "closes", "proposes"))
    test = read_test(part["test"], codes)
    if not part.has("remedy") and not permits(test):
        raise part.refuse("This point lacks “remedy”.", "Say what to do where it is not met.")
    return Point(
        code=part["code"].text(),
        part=_SECTION[part["part"].text(SECTIONS)],
        words=part["words"].words(),
        source=part["source"].words() if part.has("source") else instrument,
        remedy=part["remedy"].words() if part.has("remedy") else {},
        mark=_mark(part["mark"]) if part.has("mark") else mark,
        test=test,
        force=_force(part["force"]) if part.has("force") else None,
        closes=part.maybe("closes", Part.flag, False),
        proposes=_texts(part, "proposes"),
    )


# What a text may be → the same, as its type knows it.
_SECTION: Mapping[str, Section] = {section: section for section in SECTIONS}
_MARKS: Mapping[str, RuleMark] = {mark: mark for mark in get_args(RuleMark)}
_FORCES: Mapping[str, Force] = {force: force for force in get_args(Force)}


def _mark(part: Part) -> RuleMark:
    mark = str(part.value)  # 2 is a mark as well as a number
    if mark not in _MARKS:
        raise part.refuse(f"“mark” should be one of: {', '.join(_MARKS)}.")
    return _MARKS[mark]


def _force(part: Part) -> Force:
    return _FORCES[part.text(tuple(_FORCES))]


def _texts(part: Part, key: str) -> tuple[str, ...]:
    return tuple(item.text() for item in part[key].items()) if part.has(key) else ()


def _digest(points: Sequence[Point]) -> str:
    """Of what is tested and with what force: correcting a word leaves it, changing a rule does not."""
    rules = [(p.code, p.part, _said(p.test), p.force, p.closes, p.proposes) for p in points]
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:16]


def _said(test: Test) -> dict[str, Any]:
    """What a test says, without what it leaves out: a new kind of key, also of “when”, changes no older digest."""
    silent = asdict(Test(kind=test.kind))
    said = {key: value for key, value in asdict(test).items() if value != silent[key]} | {"kind": test.kind}
    if "when" in said:
        said["when"] = {key: value for key, value in said["when"].items() if value}
    return said


def _refuse_unknown(files: Sequence[Part], done: Mapping[str, RuleSet]) -> None:
    """A rule set that is named must be there: as one replaced, proposed or asked for."""
    for top in files:
        named = [*top["supersedes"].items()] if top.has("supersedes") else []
        for point in top["points"].items():
            named += [i for i in point["proposes"].items() if i.text() not in STEPS] if point.has("proposes") else []
            named += [point["test"]["ruleset"]] if point["test"].has("ruleset") else []
        for item in named:
            if item.text() not in done:
                raise item.refuse(f"There is no rule set “{item.text()}” here.", "Correct the id, or add it.")


STEPS = ("impact-assessment", "joint-controllers")
"""What a point may propose besides rule sets."""


def parts_of(folder: Path, read: Callable[[Path, Path], Part]) -> list[Part]:
    """The files of a pack's rule sets, read by the packs' own reader so that errors name them alike."""
    return [read(file, folder) for file in sorted((folder / FOLDER).glob("*.yaml"))]
