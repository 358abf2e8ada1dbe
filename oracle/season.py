"""Where a settlement stands between two steps: what is where, and what every step moved.

Amounts are whole quanta.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import inf

from . import Refusal
from .expression import Number, parts
from .numbers import dimension
from .rule import all_trees

HOUSEHOLDS = "households"


@dataclass
class Moved:
    """What a step came to, in quanta.

    `of_households` is None when they had no part, `unpaid` when nothing was short; `cut` says that
    households' own figures were cut to what was there.
    """

    reckoned: str
    schedules: list
    amount: int = 0
    of_households: list | None = None
    unpaid: int | None = None
    owed: list | None = None
    cut: bool = False
    otherwise: str | None = None
    evidence: str = ""
    evidence_of_parts: str = ""


@dataclass
class Holder:
    """A pool or an account: what is in it, in quanta, and what rounding let go of its draws."""

    opening: int
    balance: int
    carried: Fraction = Fraction(0)
    evidences: list = field(default_factory=list)

    def move(self, quanta, evidence):
        """In, or out when negative."""
        self.balance += quanta
        self.evidences.append(evidence)


class Season:
    """A book under a rule, its steps taken one by one; `source` is what the present one takes from."""

    def __init__(self, book, rule):
        check_needs(book, rule)
        self.book, self.rule, self.measure = book, rule, book.measure
        self.everyone = range(len(book.ids))
        self.moved, self.figures = {}, {}
        self.source = None
        self.holders = opened(book, rule)
        self.step_names = {step.name.replace(" ", "_"): step.name for step in rule.steps}

    def step_called(self, name):
        """What the step of a name, as expressions write it, has moved."""
        return self.moved[self.step_names[name]]

    def available(self, step):
        """What the source can give; households bear whatever is asked of them."""
        return inf if step.source == HOUSEHOLDS else self.holders[step.source].balance


def opened(book, rule):
    """Every pool and account with what it opens with, in quanta."""
    holders = {}
    for name, stated in book.pools.items():
        if rule.pools.get(name) is True:
            raise Refusal(f"the pool {name} opens empty")
        quanta = (stated.quantity.value / book.measure.quantum).numerator
        holders[name] = Holder(quanta, quanta, evidences=[stated.evidence])
    for name, empty in rule.pools.items():
        if empty:
            holders[name] = Holder(0, 0)
        elif name not in book.pools:
            raise Refusal(f"needs the pool {name}")
    for name in rule.accounts:
        holders[name] = Holder(0, 0)
    return holders


def check_needs(book, rule):
    """The rule's facts and columns are in the book, in units of their kind."""
    for name, unit in rule.facts.items():
        if name not in book.facts or book.facts[name].quantity.unit != dimension(unit):
            raise Refusal(f"needs the fact {name} in {unit}")
    for name, unit in rule.columns.items():
        wanted = None if isinstance(unit, list) else dimension(unit)
        if name not in book.columns or book.columns[name].unit != wanted:
            raise Refusal(f"needs the column {name} in {unit}")
    for text in numbers_of(rule):
        book.measure.quantity(text)


def numbers_of(rule):
    """Every number that the rule states, as written."""
    for tree in all_trees(rule):
        yield from (part.text for part in parts(tree) if isinstance(part, Number))
    yield from (parameter.text for parameter in rule.parameters.values())
