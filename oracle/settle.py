"""A rule meets a book: what every step moves, and to whom.

Amounts that were posted are whole quanta; clauses are exact quantities.
"""

from dataclasses import dataclass
from fractions import Fraction

from . import Refusal
from .clauses import Clauses
from .evidence import Evidence
from .numbers import apportion, round_to_whole
from .season import HOUSEHOLDS, Moved, Season
from .telling import Telling, as_written


@dataclass
class Settlement:
    """The season at its end; a figure is (quantity, clause), a claim (text, clause, holds)."""

    season: Season
    figures: dict
    claims: list


def settle(book, rule):
    return Reckoning(Season(book, rule)).settled()


class Reckoning:
    def __init__(self, season):
        self.season, self.book, self.rule, self.measure = season, season.book, season.rule, season.measure
        self.clauses = Clauses(season)
        self.telling, self.evidence = Telling(self.clauses), Evidence(self.clauses)

    def settled(self):
        for step in self.rule.steps:
            self.clauses.forget()
            self.season.source = step.source
            self.season.moved[step.name] = self.post(step)
        self.clauses.forget()
        for name, tree in self.rule.figures.items():
            self.season.figures[name] = (self.clauses.value(tree), self.telling.with_figures(tree))
        claims = [
            (as_written(tree), self.telling.with_figures(tree), self.clauses.holds(tree))
            for tree in self.rule.claims
        ]
        return Settlement(self.season, self.season.figures, claims)

    def post(self, step):
        for tree in (step.take, step.by):
            self.clauses.ask_once(tree)
        chosen = [who for who in self.season.everyone if step.among is None or self.clauses.holds(step.among, who)]
        moved = Moved(self.telling.reckoned(step), self.telling.told_schedules(step.take))
        if self.clauses.for_each(step.take):
            self.move_each(step, chosen, moved)
        else:
            self.move_one(step, chosen, moved)
        moved.evidence = self.evidence.of_amount(step, moved)
        moved.evidence_of_parts = self.evidence.of_parts(step, moved)
        self.book_move(step, moved)
        return moved

    def move_each(self, step, chosen, moved):
        """Every household's own figure, rounded by itself.

        Where the exact figures come to just what is there, or the rounded ones to more, what is
        there is split by the exact ones; the step is short only of what these come to.
        """
        exact = [self.quanta(step.take, who) if who in chosen else Fraction(0) for who in self.season.everyone]
        parts = [round_to_whole(quanta, self.rule.rounding) for quanta in exact]
        there = self.season.available(step)
        if sum(parts) > there and sum(exact) > there:
            self.fall_short(step, sum(exact), there, moved)
            moved.owed = apportion(moved.unpaid, exact, self.book.ids) if moved.unpaid else None
        if sum(parts) > there or sum(parts) != sum(exact) == there:
            parts, moved.cut = apportion(there, exact, self.book.ids), True
        if moved.cut or sum(exact) == there:
            self.season.holders[step.source].carried = Fraction(0)
        moved.of_households, moved.amount = parts, sum(parts)

    def move_one(self, step, chosen, moved):
        exact = self.quanta(step.take)
        there = self.season.available(step)
        if exact == there:
            self.season.holders[step.source].carried = Fraction(0)
        due = self.rounded(step, exact)
        moved.amount = min(due, there)
        if due > there >= exact:
            self.season.holders[step.source].carried = Fraction(0)
        elif due > there:
            self.fall_short(step, exact, there, moved)
        if HOUSEHOLDS not in (step.source, step.target):
            return
        keys = [Fraction(0)] * len(self.book.ids)
        for who in chosen:
            keys[who] = self.clauses.value(step.by, who).value
        if any(key < 0 for key in keys):
            raise Refusal(f"less than nothing of the key of {step.name}")
        if any(keys):
            moved.of_households = apportion(moved.amount, keys, self.book.ids)
            moved.owed = apportion(moved.unpaid, keys, self.book.ids) if moved.unpaid is not None else None
        elif (moved.amount or moved.unpaid) and not step.otherwise:
            raise Refusal(f"nobody has any of the key of {step.name}")
        else:
            moved.of_households = [0] * len(keys)
            moved.otherwise = step.otherwise if moved.amount or moved.unpaid else None

    def fall_short(self, step, exact, there, moved):
        if step.short == "refuse":
            raise Refusal(f"{step.source} holds less than {step.name} needs")
        moved.unpaid = round_to_whole(exact, self.rule.rounding) - there or None
        self.season.holders[step.source].carried = Fraction(0)

    def quanta(self, tree, who=None):
        exact = self.clauses.value(tree, who).value / self.measure.quantum
        if exact < 0:
            raise Refusal("less than nothing")
        return exact

    def rounded(self, step, exact):
        """One figure in whole quanta, what rounding let go carried along with its source."""
        if exact.denominator == 1 or step.source == HOUSEHOLDS:
            return round_to_whole(exact, self.rule.rounding)
        holder = self.season.holders[step.source]
        amount = round_to_whole(exact + holder.carried, self.rule.rounding)
        holder.carried += exact - amount
        return amount

    def book_move(self, step, moved):
        target = moved.otherwise or step.target
        for name, amount in ((step.source, -moved.amount), (target, moved.amount)):
            if name != HOUSEHOLDS:
                self.season.holders[name].move(amount, moved.evidence)
