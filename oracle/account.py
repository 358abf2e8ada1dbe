"""The account of a settlement, as `fenhong settle --format json` writes it."""

import json

from .book import weakest
from .numbers import PERSON, exact_text, round_to_whole
from .season import HOUSEHOLDS


def written(settlement):
    return json.dumps(Account(settlement).whole(), ensure_ascii=False, indent=2) + "\n"


class Account:
    def __init__(self, settlement):
        self.settlement = settlement
        self.season = settlement.season
        self.book, self.rule = self.season.book, self.season.rule
        self.told = self.book.measure.posted

    def whole(self):
        measure = self.book.measure
        account = {
            "book": self.book.name,
            "formula": self.rule.name,
            "unit": measure.grain,
            "precision": measure.precision,
        }
        if self.book.synthetic:
            account["synthetic"] = self.book.synthetic
        account["pools"] = [self.pool(name) for name in self.pools()]
        account["accounts"] = [self.account(name) for name in self.rule.accounts]
        account["steps"] = [self.step(step) for step in self.rule.steps]
        account["figures"] = [self.figure(name) for name in self.rule.figures]
        account["claims"] = [
            {"claim": text, "reckoned": reckoned, "holds": holds}
            for text, reckoned, holds in self.settlement.claims
        ]
        if self.book.attested:
            account["attested"] = self.attested()
        account["households"] = [self.household(who) for who in range(len(self.book.ids))]
        account["check"] = self.check()
        return account

    def pools(self):
        return [name for name in self.season.holders if name not in self.rule.accounts]

    def pool(self, name):
        holder = self.season.holders[name]
        return {"name": name, "opening": self.told(holder.opening), "left": self.told(holder.balance)}

    def account(self, name):
        holder = self.season.holders[name]
        return {
            "name": name,
            "amount": self.told(holder.balance),
            "evidence": weakest(holder.evidences),
        }

    def step(self, step):
        moved = self.season.moved[step.name]
        told = {
            "step": step.name,
            "from": step.source,
            "to": step.target,
            "line": step.line,
            "amount": self.told(moved.amount),
            "evidence": moved.evidence,
            "reckoned": moved.reckoned,
        }
        if moved.schedules:
            told["schedules"] = moved.schedules
        if moved.unpaid is not None:
            told["owed" if step.short == "owe" else "let_go"] = self.told(moved.unpaid)
        if moved.otherwise:
            told["otherwise"] = moved.otherwise
        return told

    def figure(self, name):
        quantity, reckoned = self.settlement.figures[name]
        unit = self.book.measure.unit_name(quantity.unit) if quantity.unit else ""
        return {"name": name, "value": exact_text(quantity.value), "unit": unit, "reckoned": reckoned}

    def postings(self, who):
        """Each step that households had a part in, and the household's, in quanta."""
        for step in self.rule.steps:
            moved = self.season.moved[step.name]
            if moved.of_households is not None and not moved.otherwise:
                sign = -1 if step.source == HOUSEHOLDS else 1
                yield step, moved, sign * moved.of_households[who]

    def household(self, who):
        postings = list(self.postings(who))
        net = sum(amount for _, _, amount in postings)
        told = {
            "id": self.book.ids[who],
            "postings": [{"step": step.name, "amount": self.told(a)} for step, _, a in postings],
            "net": self.told(net),
        }
        persons = self.book.columns.get("persons")
        if persons and persons.unit == PERSON and persons.values[who].value:
            told["per_head"] = self.per_head(net, persons.values[who].value)
        owed = [
            {"step": step.name, "amount": self.told(moved.owed[who])}
            for step, moved, _ in postings
            if step.short == "owe" and moved.owed and moved.owed[who]
        ]
        if owed:
            told["owed"] = owed
        return told

    def per_head(self, net, persons):
        return self.told(round_to_whole(net / persons, "half-even"))

    def attested(self):
        ordered = sorted(self.book.attested, key=lambda line: line[0] == "total")
        lines = [self.attested_line(*line) for line in ordered]
        parts = sum(quanta for what, quanta, _ in self.book.attested if what != "total")
        told = {"lines": lines, "sum": self.told(parts)}
        totals = [quanta for what, quanta, _ in self.book.attested if what == "total"]
        if totals:
            told["gap"] = self.told(totals[0] - parts)
        return told

    def attested_line(self, what, quanta, cite):
        computed = self.computed(what)
        known = computed is not None
        return {
            "what": what,
            "attested": self.told(quanta),
            "computed": self.told(computed) if known else None,
            "difference": self.told(computed - quanta) if known else None,
            "cite": cite,
        }

    def computed(self, what):
        if what == "total":
            return sum(self.season.holders[name].opening for name in self.pools())
        steps = [step for step in self.rule.steps if step.line == what]
        steps = [step for step in steps if self.shares_out(step)] or steps
        return sum(self.season.moved[step.name].amount for step in steps) if steps else None

    def shares_out(self, step):
        """Whether a step takes from the pools for good, as the lines of an account do."""
        return step.source in self.pools() and step.target not in self.pools()

    def check(self):
        holders, moved = self.season.holders, self.season.moved
        amounts = {
            "opening": sum(holders[name].opening for name in self.pools()),
            "paid_in": sum(moved[s.name].amount for s in self.rule.steps if s.source == HOUSEHOLDS),
            "accounts": sum(holders[name].balance for name in self.rule.accounts),
            "received": sum(
                moved[s.name].amount
                for s in self.rule.steps
                if s.target == HOUSEHOLDS and not moved[s.name].otherwise
            ),
            "left": sum(holders[name].balance for name in self.pools()),
        }
        there = amounts["accounts"] + amounts["received"] + amounts["left"]
        amounts["difference"] = amounts["opening"] + amounts["paid_in"] - there
        return {name: self.told(quanta) for name, quanta in amounts.items()}
