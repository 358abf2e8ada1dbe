"""A clause as the account tells it: with its figures put in, and its schedules beside it."""

from . import Refusal
from .clauses import outside_sums
from .expression import Binary, Call, Name, parts, written
from .numbers import PURE, rounded_text


class Telling:
    def __init__(self, clauses):
        self.clauses, self.rule, self.measure = clauses, clauses.rule, clauses.measure

    def reckoned(self, step):
        """A step's clause with the cooperative's figures put in; one figure alone stays a name."""
        if self.told_as_figure(step.take) is not None:
            return as_written(step.take)
        return self.with_figures(step.take)

    def with_figures(self, tree):
        names = {id(part) for unasked in self.unasked(tree) for part in parts(unasked)}

        def told(part):
            named = id(part) in names and isinstance(part, (Name, Call))
            return as_written(part) if named else self.told_as_figure(part)

        return written(tree, told)

    def unasked(self, tree):
        """The right sides of `and` and `or` that the left ones leave unasked."""
        for part in parts(tree):
            match part:
                case Binary("and" | "or" as sign, left, right) if not self.clauses.for_each(left):
                    if self.clauses.holds(left) == (sign == "or"):
                        yield right

    def told_as_figure(self, tree):
        match tree:
            case Call("own", _):
                return as_written(tree)
            case Name(name) if name in self.rule.parameters:
                return self.rule.parameters[name].text
            case Name(_) | Call("sum" | "mean" | "paid", _):
                if self.clauses.for_each(tree) or self.is_word(tree):
                    return as_written(tree)
                return self.told_value(tree)
        return None

    def told_value(self, tree):
        """A figure, or the part as written where it has none: nobody asked for it."""
        try:
            return self.measure.told(self.clauses.value(tree))
        except Refusal:
            return as_written(tree)

    def is_word(self, tree):
        words = {word for values in self.rule.columns.values() if isinstance(values, list) for word in values}
        return isinstance(tree, Name) and tree.name in words

    def told_schedules(self, take):
        """How each schedule that a clause names for the cooperative came to its figure."""
        named = [part.name for part in outside_sums(take) if isinstance(part, Name)]
        schedules = [self.rule.schedules[name] for name in dict.fromkeys(named) if name in self.rule.schedules]
        told = [self.told_schedule(schedule) for schedule in schedules if not self.clauses.for_each(schedule.of)]
        return [text for text in told if text]

    def told_schedule(self, schedule):
        of, told = self.clauses.value(schedule.of), self.measure.told
        if schedule.by_slices:
            return " + ".join(
                f"{self.rate_text(band.rate)} of {told(width)}" for band, width in self.clauses.slices(schedule, of)
            )
        rate = self.rate_text(self.clauses.band_of(schedule, of).rate)
        return f"{self.with_figures(schedule.of)} = {self.ratio_text(of)}: {rate}"

    def rate_text(self, rate):
        return self.measure.told(self.clauses.value(rate))

    def ratio_text(self, quantity):
        if (quantity.unit or PURE) == PURE:
            return rounded_text(quantity.value)
        return self.measure.told(quantity)


def as_written(tree):
    return written(tree, lambda _: None)
