"""A book: what there was, who they are, and how well each figure is known."""

import csv
from dataclasses import dataclass
from pathlib import Path

from . import Refusal
from .files import field, read
from .numbers import GRAIN, NUMBER, Measure, Quantity, decimal

STRENGTHS = ("attested", "derived", "assumed", "unstated")


def weakest(evidences):
    return max(evidences, key=STRENGTHS.index, default="attested")


@dataclass
class Column:
    """One value of each household: quantities, or words.

    `evidence` is that of a single cell, `evidence_of_all` that of them together.
    """

    values: list
    evidence: str
    evidence_of_all: str
    unit: tuple | None


@dataclass
class Stated:
    """A figure of the book."""

    quantity: Quantity
    evidence: str


@dataclass
class Book:
    name: str
    measure: Measure
    dan_evidence: str
    pools: dict
    facts: dict
    ids: list
    columns: dict
    synthetic: str | None
    attested: list  # (what, whole quanta, citation)


def load(path):
    path = Path(path)
    stated = read(path)
    measure, dan_evidence = measured(stated)
    reader = Reader(measure, dan_evidence)
    roster = stated["households"]
    rows, ids = rows_of(roster, path.parent)
    return Book(
        name=stated["book"],
        measure=measure,
        dan_evidence=dan_evidence,
        pools={name: reader.pool(entry) for name, entry in stated["pools"].items()},
        facts={name: reader.figure(entry) for name, entry in (stated.get("facts") or {}).items()},
        ids=ids,
        columns={
            name: reader.column(entry, [row[field(entry, "from") or name] for row in rows])
            for name, entry in roster["columns"].items()
        },
        synthetic=english(roster.get("synthetic")),
        attested=[reader.line(entry) for entry in stated.get("attested") or []],
    )


def measured(stated):
    number, _, grain = stated["precision"].strip().partition(" ")
    dan = (stated.get("units") or {}).get("dan")
    weight = field(dan, "value", "value") if dan else None
    weight = decimal(NUMBER.match(weight).group()) if weight else None
    return Measure(grain.strip(), number, weight), evidence_of(dan)


def rows_of(roster, folder):
    """The rows as texts by the names of their columns, and the households' ids."""
    id_column = roster.get("id") or "id"
    if "file" in roster:
        with open(folder / roster["file"], encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = roster["rows"]
    return rows, [row[id_column] for row in rows]


def evidence_of(entry):
    return field(entry, "evidence") or "unstated"


def english(text):
    return text.get("en") if isinstance(text, dict) else text


@dataclass
class Reader:
    measure: Measure
    dan_evidence: str

    def figure(self, entry):
        text = field(entry, "value", "value")
        evidence = evidence_of(entry)
        if self.measure.weighed(text):
            evidence = weakest([evidence, self.dan_evidence])
        return Stated(self.measure.quantity(text), evidence)

    def pool(self, entry):
        stated = self.figure(entry)
        self.whole_quanta(stated.quantity)
        return stated

    def whole_quanta(self, quantity):
        quanta = quantity.value / self.measure.quantum
        if quantity.unit != GRAIN or quanta.denominator != 1:
            raise Refusal("not an amount of grain that this book can post")
        return quanta.numerator

    def column(self, entry, texts):
        values = field(entry, "values")
        if values:
            evidence = evidence_of(entry)
            return Column(texts, evidence, evidence, None)
        unit_text = field(entry, "unit", "unit")
        scale, unit = self.measure.unit(unit_text)
        evidence = evidence_of(entry)
        total = field(entry, "total")
        of_all = min(evidence_of(total) if total else evidence, evidence, key=STRENGTHS.index)
        if self.measure.weighed(unit_text):
            evidence, of_all = (weakest([e, self.dan_evidence]) for e in (evidence, of_all))
        quantities = [Quantity(self.measure.simple(text).value * scale, unit) for text in texts]
        if any(quantity.value < 0 for quantity in quantities):
            raise Refusal("less than nothing")
        return Column(quantities, evidence, of_all, unit)

    def line(self, entry):
        quanta = self.whole_quanta(self.measure.quantity(entry["amount"]))
        return entry["what"], quanta, entry.get("cite")
