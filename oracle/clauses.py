"""What a clause is worth: exact quantities of the cooperative or of one household."""

from fractions import Fraction

from . import Refusal
from .expression import COMPARISONS, Binary, Call, Name, Number, Unary, inner_trees
from .numbers import GRAIN, PURE, Quantity, combined, common_unit


class Clauses:
    def __init__(self, season):
        self.season = season
        self.book, self.rule, self.measure = season.book, season.rule, season.measure
        self.known, self.each = {}, {}

    def forget(self):
        """What was reckoned before a step is not so after it."""
        self.known.clear()

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
                return self.grain(self.season.step_called(step).amount)
            case Call("own", (Name(step),)):
                return self.grain(self.season.step_called(step).of_households[who])
            case Unary("-", inner):
                return -self.value(inner, who)
            case Binary(sign, left, right):
                a, b = self.value(left, who), self.value(right, who)
                return {"+": a.__add__, "-": a.__sub__, "/": a.__truediv__}.get(sign, a.__mul__)(b)

    def total(self, inner):
        values = [self.value(inner, who) for who in self.season.everyone]
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
            return self.grain(self.season.holders[name].opening)
        if name in self.rule.schedules:
            return self.scheduled(self.rule.schedules[name], who)
        if name in self.season.step_names:
            return self.grain(self.season.step_called(name).amount)
        if name in self.rule.figures:
            return self.season.figures[name][0]
        if name == "rest":
            return self.grain(self.season.holders[self.season.source].balance)
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

    def ask_once(self, tree):
        """The cooperative's part of a clause is reckoned even when no household is asked."""
        if tree is None or isinstance(tree, Call) and tree.function in ("own", "paid"):
            return
        if not self.for_each(tree):
            self.value(tree)
        for inner in inner_trees(tree):
            self.ask_once(inner)

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

    def for_each(self, tree):
        """Whether the tree is a figure of each household, not one of the cooperative."""
        if id(tree) not in self.each:
            self.each[id(tree)] = any(map(self.part_for_each, outside_sums(tree)))
        return self.each[id(tree)]

    def part_for_each(self, part):
        match part:
            case Call("own", _):
                return True
            case Name(name):
                if name in self.rule.schedules and name not in self.rule.columns:
                    return self.for_each(self.rule.schedules[name].of)
                return name == "household" or name in self.rule.columns
        return False


def outside_sums(tree):
    """The tree's parts but those inside `sum` and `mean`."""
    yield tree
    if not isinstance(tree, Call) or tree.function in ("min", "max"):
        for inner in inner_trees(tree):
            yield from outside_sums(inner)
