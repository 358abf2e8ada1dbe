"""A rule meets a book: what every step moves, to whom, and on what evidence.

Amounts that were posted are whole quanta; clauses are exact quantities.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import inf

from . import Refusal
from .book import weakest
from .expression import Binary, COMPARISONS, Call, Name, Number, Unary, inner_trees, parts, written
from .numbers import GRAIN, PURE, Quantity, apportion, combined, common_unit, dimension, round_to_whole, rounded_text

HOUSEHOLDS = "households"


@dataclass
class Moved:
    """What a step came to, in quanta; `of_households` is None when they had no part."""

    amount: int
    of_households: list | None
    evidence: str
    evidence_of_parts: str
    reckoned: str
    schedules: list
    unpaid: int | None = None
    owed: list | None = None
    cut: bool = False
    otherwise: str | None = None


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


@dataclass
class Settlement:
    book: object
    rule: object
    holders: dict
    moved: dict
    figures: dict
    claims: list


def settle(book, rule):
    return Reckoning(book, rule).settled()


class Reckoning:
    def __init__(self, book, rule):
        self.book, self.rule, self.measure = book, rule, book.measure
        self.everyone = range(len(book.ids))
        self.moved, self.figures, self.known = {}, {}, {}
        self.source = None
        self.holders = opened(book, rule)
        self.step_names = {step.name.replace(" ", "_"): step.name for step in rule.steps}

    def settled(self):
        self.check_needs()
        for step in self.rule.steps:
            self.known.clear()
            self.source = step.source
            self.moved[step.name] = self.post(step)
        self.source = None
        self.known.clear()
        for name, tree in self.rule.figures.items():
            self.figures[name] = (self.value(tree), self.with_figures(tree))
        claims = [
            (written(tree, leaf_as_written), self.with_figures(tree), self.holds(tree))
            for tree in self.rule.claims
        ]
        return Settlement(self.book, self.rule, self.holders, self.moved, self.figures, claims)

    def check_needs(self):
        for name, unit in self.rule.facts.items():
            if name not in self.book.facts:
                raise Refusal(f"needs the fact {name}")
            if self.book.facts[name].quantity.unit != dimension(unit):
                raise Refusal(f"{name} is in another unit")
        for name, unit in self.rule.columns.items():
            if name not in self.book.columns:
                raise Refusal(f"needs the column {name}")
            wanted = None if isinstance(unit, list) else dimension(unit)
            if self.book.columns[name].unit != wanted:
                raise Refusal(f"{name} is in another unit")
        for tree in all_trees(self.rule):
            for part in parts(tree):
                if isinstance(part, Number):
                    self.measure.quantity(part.text)
        for parameter in self.rule.parameters.values():
            self.measure.quantity(parameter.text)

    # What a step moves.

    def post(self, step):
        for tree in (step.take, step.by):
            self.ask_once(tree)
        chosen = [who for who in self.everyone if step.among is None or self.holds(step.among, who)]
        moved = Moved(0, None, "", "", self.reckoned(step), self.told_schedules(step.take))
        if self.for_each(step.take):
            self.move_each(step, chosen, moved)
        else:
            self.move_one(step, chosen, moved)
        moved.evidence = self.evidence_of(step, moved)
        moved.evidence_of_parts = self.evidence_of_parts(step, moved)
        self.book_move(step, moved)
        return moved

    def ask_once(self, tree):
        """The cooperative's part of a clause is reckoned even when no household is asked."""
        if tree is None or isinstance(tree, Call) and tree.function in ("own", "paid"):
            return
        if not self.for_each(tree):
            self.value(tree)
        for inner in inner_trees(tree):
            self.ask_once(inner)

    def move_each(self, step, chosen, moved):
        """Every household's own figure, rounded by itself.

        Where the exact figures come to just what is there, or the rounded ones to more, what is
        there is split by the exact ones; the step is short only of what these come to.
        """
        exact = [self.quanta(step.take, who) if who in chosen else Fraction(0) for who in self.everyone]
        parts = [round_to_whole(quanta, self.rule.rounding) for quanta in exact]
        there = self.available(step)
        if sum(parts) > there and sum(exact) > there:
            self.fall_short(step, sum(exact), there, moved)
            moved.owed = apportion(moved.unpaid, exact, self.book.ids)
        if sum(parts) > there or sum(parts) != sum(exact) == there:
            parts, moved.cut = apportion(there, exact, self.book.ids), True
        if sum(exact) == there:
            self.holders[step.source].carried = Fraction(0)
        moved.of_households, moved.amount = parts, sum(parts)

    def move_one(self, step, chosen, moved):
        exact = self.quanta(step.take)
        there = self.available(step)
        if exact == there:
            self.holders[step.source].carried = Fraction(0)
        due = self.rounded(step, exact)
        moved.amount = min(due, there)
        if moved.amount < due:
            self.fall_short(step, exact, moved.amount, moved)
        if HOUSEHOLDS not in (step.source, step.target):
            return
        keys = [Fraction(0)] * len(self.book.ids)
        for who in chosen:
            keys[who] = self.value(step.by, who).value
        if any(key < 0 for key in keys):
            raise Refusal(f"less than nothing of the key of {step.name}")
        if any(keys):
            moved.of_households = apportion(moved.amount, keys, self.book.ids)
            moved.owed = apportion(moved.unpaid, keys, self.book.ids) if moved.unpaid is not None else None
        elif moved.amount and not step.otherwise:
            raise Refusal(f"nobody has any of the key of {step.name}")
        else:
            moved.of_households = [0] * len(keys)
            moved.otherwise = step.otherwise if due else None

    def available(self, step):
        """What the source can give; households bear whatever is asked of them."""
        return inf if step.source == HOUSEHOLDS else self.holders[step.source].balance

    def fall_short(self, step, exact, there, moved):
        if step.short == "refuse":
            raise Refusal(f"{step.source} holds less than {step.name} needs")
        moved.unpaid = round_to_whole(exact, self.rule.rounding) - there
        self.holders[step.source].carried = Fraction(0)

    def quanta(self, tree, who=None):
        exact = self.value(tree, who).value / self.measure.quantum
        if exact < 0:
            raise Refusal("less than nothing")
        return exact

    def rounded(self, step, exact):
        """One figure in whole quanta, what rounding let go carried along with its source."""
        if exact.denominator == 1 or step.source == HOUSEHOLDS:
            return round_to_whole(exact, self.rule.rounding)
        holder = self.holders[step.source]
        amount = round_to_whole(exact + holder.carried, self.rule.rounding)
        holder.carried += exact - amount
        return amount

    def book_move(self, step, moved):
        target = moved.otherwise or step.target
        for name, amount in ((step.source, -moved.amount), (target, moved.amount)):
            if name != HOUSEHOLDS:
                self.holders[name].move(amount, moved.evidence)

    # What a clause is worth.

    def value(self, tree, who=None):
        """A quantity, of one household where the tree speaks of each."""
        key = (id(tree), who if self.for_each(tree) else None)
        if key not in self.known:
            self.known[key] = self.reckon(tree, who)
        return self.known[key]

    def reckon(self, tree, who):
        match tree:
            case Number("0"):
                return Quantity(Fraction(0), None)
            case Number(text):
                return self.measure.quantity(text)
            case Name(name):
                return self.named(name, who)
            case Call("min" | "max" as function, arguments):
                values = [self.value(argument, who) for argument in arguments]
                best = (min if function == "min" else max)(value.value for value in values)
                return Quantity(best, common_unit(*values))
            case Call("sum", (inner,)):
                return self.total(inner)
            case Call("mean", (inner,)):
                return self.total(inner) / Quantity(Fraction(len(self.book.ids)), PURE)
            case Call("paid", (Name(step),)):
                return self.grain(self.moved[self.step_names[step]].amount)
            case Call("own", (Name(step),)):
                return self.grain(self.moved[self.step_names[step]].of_households[who])
            case Unary("-", inner):
                return -self.value(inner, who)
            case Binary(sign, left, right):
                a, b = self.value(left, who), self.value(right, who)
                return {"+": a.__add__, "-": a.__sub__, "/": a.__truediv__}.get(sign, a.__mul__)(b)

    def total(self, inner):
        values = [self.value(inner, who) for who in self.everyone]
        return Quantity(sum(value.value for value in values), common_unit(*values))

    def grain(self, quanta):
        return Quantity(quanta * self.measure.quantum, GRAIN)

    def named(self, name, who):
        if name in self.rule.columns:
            return self.book.columns[name].values[who]
        if name in self.rule.parameters:
            return self.measure.quantity(self.rule.parameters[name].text)
        if name in self.rule.facts:
            return self.book.facts[name].quantity
        if name in self.rule.pools:
            return self.grain(self.holders[name].opening)
        if name in self.rule.schedules:
            return self.scheduled(self.rule.schedules[name], who)
        if name in self.step_names:
            return self.grain(self.moved[self.step_names[name]].amount)
        if name in self.rule.figures:
            return self.figures[name][0]
        if name == "rest":
            return self.grain(self.holders[self.source].balance)
        if name == "quantum":
            return self.grain(1)
        if name == "household":
            return self.measure.quantity("1 household")
        raise Refusal(f"there is no {name}")

    def holds(self, tree, who=None):
        match tree:
            case Binary("and", left, right):
                return self.holds(left, who) and self.holds(right, who)
            case Binary("or", left, right):
                return self.holds(left, who) or self.holds(right, who)
            case Unary("not", inner):
                return not self.holds(inner, who)
            case Binary(sign, left, right) if sign in COMPARISONS:
                a, b = self.compared(left, right, who)
                equal, less = a == b, sign in ("<", "<=") and a < b
                more = sign in (">", ">=") and a > b
                return {"==": equal, "!=": not equal}.get(sign, less or more or "=" in sign and equal)
        raise Refusal("a condition is needed here")

    def compared(self, left, right, who):
        for column, word, turned in ((left, right, False), (right, left, True)):
            if isinstance(column, Name) and isinstance(self.rule.columns.get(column.name), list):
                pair = (self.book.columns[column.name].values[who], word.name)
                return pair[::-1] if turned else pair
        a, b = self.value(left, who), self.value(right, who)
        common_unit(a, b)
        return a.value, b.value

    # Schedules.

    def scheduled(self, schedule, who):
        of = self.value(schedule.of, who)
        if not schedule.by_slices:
            return self.value(self.band_of(schedule, of).rate)
        rates = [self.value(band.rate) for band in schedule.bands]
        unit = combined(Quantity(Fraction(0), common_unit(*rates)), of, 1)
        reached = self.slices(schedule, of)
        return Quantity(sum(self.value(band.rate).value * width.value for band, width in reached), unit)

    def band_of(self, schedule, of):
        for band in schedule.bands:
            if band.high is None:
                return band
            high = self.value(band.high).value
            if of.value < high or of.value == high and band.high_in:
                return band

    def slices(self, schedule, of):
        """The bands that `of` reaches into, each with how much of it lies there."""
        found, low = [], Fraction(0)
        for band in schedule.bands:
            high = self.value(band.high).value if band.high is not None else of.value
            width = min(of.value, high) - low
            if width > 0:
                found.append((band, Quantity(width, of.unit)))
            low = high
        return found

    def told_schedules(self, take):
        """How each schedule that a clause names for the cooperative came to its figure."""
        named = [part.name for part in outside_sums(take) if isinstance(part, Name)]
        schedules = [self.rule.schedules[name] for name in named if name in self.rule.schedules]
        return [self.told_schedule(schedule) for schedule in schedules if not self.for_each(schedule.of)]

    def told_schedule(self, schedule):
        of, told = self.value(schedule.of), self.measure.told
        if schedule.by_slices:
            return " + ".join(
                f"{self.rate_text(band.rate)} of {told(width)}" for band, width in self.slices(schedule, of)
            )
        rate = self.rate_text(self.band_of(schedule, of).rate)
        return f"{self.with_figures(schedule.of)} = {self.ratio_text(of)}: {rate}"

    def rate_text(self, rate):
        return self.measure.told(self.value(rate))

    def ratio_text(self, quantity):
        if (quantity.unit or PURE) == PURE:
            return rounded_text(quantity.value)
        return self.measure.told(quantity)

    # What a tree speaks of.

    def for_each(self, tree):
        """Whether the tree is a figure of each household, not one of the cooperative."""
        key = ("each", id(tree))
        if key not in self.known:
            self.known[key] = any(self.part_for_each(part) for part in outside_sums(tree))
        return self.known[key]

    def part_for_each(self, part):
        match part:
            case Call("own", _):
                return True
            case Name(name):
                if name in self.rule.schedules and name not in self.rule.columns:
                    return self.for_each(self.rule.schedules[name].of)
                return name == "household" or name in self.rule.columns
        return False

    # The clause in figures.

    def reckoned(self, step):
        """A step's clause with the cooperative's figures put in; one figure alone stays a name."""
        if self.told_as_figure(step.take) is not None:
            return written(step.take, leaf_as_written)
        return self.with_figures(step.take)

    def with_figures(self, tree):
        return written(tree, self.told_as_figure)

    def told_as_figure(self, tree):
        match tree:
            case Call("own", _):
                return written(tree, leaf_as_written)
            case Name(name) if name in self.rule.parameters:
                return self.rule.parameters[name].text
            case Name(_) | Call("sum" | "mean" | "paid", _):
                if self.for_each(tree) or self.is_word(tree):
                    return written(tree, leaf_as_written)
                return self.measure.told(self.value(tree))
        return None

    def is_word(self, tree):
        words = {word for values in self.rule.columns.values() if isinstance(values, list) for word in values}
        return isinstance(tree, Name) and tree.name in words

    # The evidence for it.

    def evidence_of(self, step, moved):
        """The weakest that an amount rests on: its clause, whom it is for, and what was there.

        The key says who gets it and not how much, unless nobody has any.
        """
        found = [self.evidence(step.take) if step.among else self.evidence_over_all(step.take)]
        if not step.cited:
            found.append("assumed")
        if step.among and (moved.otherwise or self.for_each(step.take)):
            found.append(self.evidence(step.among))
        if moved.otherwise:
            found.append(self.evidence(step.by))
        if moved.unpaid is not None:
            found += self.holders[step.source].evidences
        return weakest(found)

    def evidence_of_parts(self, step, moved):
        """That of each household's part: also of what says who gets how much."""
        trees = [tree for tree in (step.take, step.by, step.among) if tree is not None]
        found = [self.evidence(tree) for tree in trees]
        if not step.cited:
            found.append("assumed")
        if moved.cut:
            found += self.holders[step.source].evidences
        return weakest(found if self.for_each(step.take) else found + [moved.evidence])

    def evidence_over_all(self, tree):
        """A column by itself, over all households, is known as well as its stated total."""
        if isinstance(tree, Name) and tree.name in self.rule.columns:
            return self.book.columns[tree.name].evidence_of_all
        return self.evidence(tree)

    def evidence(self, tree):
        return weakest(self.evidences(tree))

    def evidences(self, tree):
        match tree:
            case Number(text):
                yield self.of_weight(text)
            case Name(name):
                yield from self.evidences_of_name(name)
            case Call("own", (Name(step),)):
                yield self.moved[self.step_names[step]].evidence_of_parts
            case Call("paid", (Name(step),)):
                yield self.moved[self.step_names[step]].evidence
            case Call("sum" | "mean", (inner,)):
                yield self.evidence_over_all(inner)
            case Call(_, arguments):
                yield from map(self.evidence, arguments)
            case Unary(_, inner):
                yield self.evidence(inner)
            case Binary(_, left, right):
                yield from (self.evidence(left), self.evidence(right))

    def of_weight(self, text):
        """The evidence for a dan's weight, for a number that needs it."""
        return self.book.dan_evidence if self.measure.weighed(text) else "attested"

    def evidences_of_name(self, name):
        if name in self.rule.columns:
            yield self.book.columns[name].evidence
        elif name in self.rule.parameters:
            parameter = self.rule.parameters[name]
            yield from (parameter.evidence, self.of_weight(parameter.text))
        elif name in self.rule.facts:
            yield self.book.facts[name].evidence
        elif name in self.rule.pools:
            yield from self.holders[name].evidences[:1] if not self.rule.pools[name] else ()
        elif name in self.rule.schedules:
            yield from map(self.evidence, trees_of(self.rule.schedules[name]))
        elif name in self.step_names:
            yield self.moved[self.step_names[name]].evidence
        elif name == "rest":
            yield from self.holders[self.source].evidences


def opened(book, rule):
    """Every pool and account with what it opens with, in quanta."""
    holders = {}
    for name, stated in book.pools.items():
        if rule.pools.get(name) is True:
            continue
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


def outside_sums(tree):
    """The tree's parts but those inside `sum` and `mean`."""
    yield tree
    if not isinstance(tree, Call) or tree.function in ("min", "max"):
        for inner in inner_trees(tree):
            yield from outside_sums(inner)


def leaf_as_written(_):
    return None
