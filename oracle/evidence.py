"""How well an amount is known: as the weakest of what it rests on."""

from .book import weakest
from .expression import Binary, Call, Name, Number, Unary
from .rule import trees_of


class Evidence:
    def __init__(self, clauses):
        self.clauses, self.season = clauses, clauses.season
        self.book, self.rule, self.measure = clauses.book, clauses.rule, clauses.measure

    def of_amount(self, step, moved):
        """The weakest that an amount rests on: its clause, whom it is for, and what was there.

        The key says who gets it and not how much, unless nobody has any.
        """
        found = [self.evidence(step.take) if step.among else self.evidence_over_all(step.take)]
        if not step.cited:
            found.append("assumed")
        if step.among and (moved.otherwise or self.clauses.for_each(step.take)):
            found.append(self.evidence(step.among))
        if moved.otherwise:
            found.append(self.evidence(step.by))
        if moved.unpaid is not None:
            found += self.season.holders[step.source].evidences
        return weakest(found)

    def of_parts(self, step, moved):
        """That of each household's part: also of what says who gets how much."""
        trees = [tree for tree in (step.take, step.by, step.among) if tree is not None]
        found = [self.evidence(tree) for tree in trees]
        if not step.cited:
            found.append("assumed")
        if moved.cut:
            found += self.season.holders[step.source].evidences
        return weakest(found if self.clauses.for_each(step.take) else found + [moved.evidence])

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
                yield self.season.step_called(step).evidence_of_parts
            case Call("paid", (Name(step),)):
                yield self.season.step_called(step).evidence
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
            yield from self.season.holders[name].evidences[: not self.rule.pools[name]]
        elif name in self.rule.schedules:
            yield from map(self.evidence, trees_of(self.rule.schedules[name]))
        elif name in self.season.step_names:
            yield self.season.step_called(name).evidence
        elif name == "rest":
            yield from self.season.holders[self.season.source].evidences
