"""A clause as the account tells it: with its figures put in, and its schedules beside it."""

from . import Refusal
from .clauses import outside_sums
from .expression import Call, Name, written
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
        return written(tree, self.told_as_figure)

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
        schedules = [self.rule.schedules[name] for name in named if name in self.rule.schedules]
        return [self.told_schedule(schedule) for schedule in schedules if not self.clauses.for_each(schedule.of)]

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
