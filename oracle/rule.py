"""A formula as its file says it, its parents' sections joined in."""

from dataclasses import dataclass
from pathlib import Path

from . import Refusal
from .expression import parse
from .files import entries, field, read

BY_NAME = ("pools", "accounts", "facts", "columns", "parameters", "schedules", "figures")
OWN = ("title", "place", "date", "cite", "note", "extends", "without")


@dataclass
class Parameter:
    """A number as written, with the evidence for it."""

    text: str
    evidence: str


@dataclass
class Band:
    """From `low` to `high`, trees or None for no end; `*_in` says that the end belongs to it."""

    low: object
    low_in: bool
    high: object
    high_in: bool
    rate: object


@dataclass
class Schedule:
    of: object
    by_slices: bool
    bands: list


@dataclass
class Step:
    """One move; `short` is what happens when there is less than is due."""

    name: str
    source: str
    target: str
    take: object
    by: object
    among: object
    short: str
    otherwise: str | None
    line: str
    cited: bool


@dataclass
class Claim:
    holds: object


@dataclass
class Rule:
    name: str
    pools: dict  # name: whether it opens empty
    accounts: list
    facts: dict  # name: unit
    columns: dict  # name: unit, or a list of words
    parameters: dict
    schedules: dict
    steps: list
    figures: dict  # name: tree
    claims: list
    rounding: str


def load(path, library):
    """The formula of a file; `library` is the folder of built-in ones."""
    return resolved(joined(Path(path), Path(library)))


def joined(path, library):
    """The sections of a file over those of the formula that it extends."""
    stated = read(path)
    if "extends" not in stated:
        return stated
    builtin = library / f"{stated['extends']}.yaml"
    parent = joined(builtin if builtin.exists() else path.parent / stated["extends"], library)
    return variant(parent, stated)


def variant(parent, stated):
    left_out = set(stated.get("without") or [])
    whole = {name: value for name, value in parent.items() if name not in OWN}
    for section in BY_NAME:
        kept = {n: e for n, e in entries(parent.get(section)).items() if n not in left_out}
        for name, entry in entries(stated.get(section)).items():
            kept[name] = restated(section, kept.get(name), entry)
        whole[section] = kept
    steps = [step for step in parent["steps"] if step["step"] not in left_out]
    whole["steps"] = joined_steps(steps, stated.get("steps") or [])
    for name, value in stated.items():
        if name not in BY_NAME and name not in OWN and name != "steps":
            whole[name] = value
    return whole


def restated(section, inherited, entry):
    """A parameter that restates only its value keeps the title and range it had."""
    if section != "parameters" or not isinstance(inherited, dict) or isinstance(entry, dict):
        return entry
    kept = {name: inherited[name] for name in ("title", "range") if name in inherited}
    return kept | {"value": entry}


def joined_steps(steps, stated):
    steps = list(steps)
    for entry in stated:
        names = [step["step"] for step in steps]
        fields = {name: value for name, value in entry.items() if name not in ("before", "after")}
        place = len(steps)
        if entry["step"] in names:
            place = names.index(entry["step"])
            fields = steps.pop(place) | fields
            names.pop(place)
        if "before" in entry:
            place = names.index(entry["before"])
        if "after" in entry:
            place = names.index(entry["after"]) + 1
        steps.insert(place, {name: value for name, value in fields.items() if value != ""})
    return steps


def resolved(stated):
    claims = [parse(field(claim, "holds", "holds")) for claim in stated.get("claims") or []]
    rounding = stated.get("rounding") or "half-even"
    return Rule(
        name=stated["formula"],
        pools={n: field(e, "opens") == "empty" for n, e in entries(stated["pools"]).items()},
        accounts=list(entries(stated.get("accounts"))),
        facts={n: field(e, "unit", "unit") for n, e in entries(stated.get("facts")).items()},
        columns={n: column(e) for n, e in entries(stated.get("columns")).items()},
        parameters={n: parameter(e) for n, e in entries(stated.get("parameters")).items()},
        schedules={n: schedule(e) for n, e in entries(stated.get("schedules")).items()},
        steps=[step(entry) for entry in stated["steps"]],
        figures={n: parse(field(e, "is", "is")) for n, e in entries(stated.get("figures")).items()},
        claims=claims,
        rounding=field(rounding, "mode", "mode"),
    )


def column(entry):
    if isinstance(entry, list):
        return entry
    return field(entry, "values") or field(entry, "unit", "unit")


def parameter(entry):
    evidence = "unstated"
    if field(entry, "cite"):
        evidence = "attested"
    if field(entry, "why"):
        evidence = "assumed"
    return Parameter(field(entry, "value", "value"), evidence)


def schedule(entry):
    stated = entry.get("slices") or entry.get("bands")
    bands = [ends(band) for band in stated]
    for before, after in zip(bands, bands[1:]):
        join(before, after)
    return Schedule(parse(entry["of"]), "slices" in entry, bands)


def ends(band):
    low, high = band.get("from") or band.get("above"), band.get("to") or band.get("below")
    return Band(
        low=parse(low) if low else None,
        low_in="from" in band,
        high=parse(high) if high else None,
        high_in="to" in band,
        rate=parse(band["rate"]),
    )


def join(before, after):
    """An end that only one of two neighbors states is the other's too."""
    if after.low is None:
        after.low, after.low_in = before.high, not before.high_in
    if before.high is None:
        before.high, before.high_in = after.low, not after.low_in
    if after.low is None:
        raise Refusal("the bands do not say where one ends and the next begins")


def step(entry):
    return Step(
        name=entry["step"],
        source=entry["from"],
        target=entry["to"],
        take=parse(entry["take"]),
        by=parse(entry["by"]) if entry.get("by") else None,
        among=parse(entry["among"]) if entry.get("among") else None,
        short=entry.get("short") or "refuse",
        otherwise=entry.get("otherwise") or None,
        line=entry.get("line") or entry["step"],
        cited=bool(entry.get("cite")),
    )


def all_trees(rule):
    for step in rule.steps:
        yield from (tree for tree in (step.take, step.by, step.among) if tree is not None)
    for schedule in rule.schedules.values():
        yield from trees_of(schedule)
    yield from rule.figures.values()
    yield from rule.claims


def trees_of(schedule):
    yield schedule.of
    for band in schedule.bands:
        yield from (tree for tree in (band.low, band.high, band.rate) if tree is not None)
