"""Small formulas drawn from a seed, over columns and facts that stay the same."""

import re

COLUMNS = {
    "land": "mou",
    "days": "day",
    "points": "point",
    "oxen": "head",
    "inputs": "dan",
    "debt": "catty",
    "persons": "person",
    "class": ["middle", "poor"],
    "stand": ["stays", "leaves"],
}
FACTS = {
    "unit_yield": "dan/mou",
    "norm": "dan/mou",
    "costs": "catty",
    "price": "dan/yuan",
    "cash": "yuan",
    "rate": "number",
}
PARAMETERS = {
    "tenth": "10%",
    "third": "1 per 3",
    "tax": {"value": "2.5 catty/mou", "cite": "a law"},
    "wage": {"value": "0.5 catty/point", "why": "a guess"},
    "daily": {"value": "0.001 dan/day", "range": "0 dan/day..1 dan/day"},
    "limit": {"value": "12.5 mou", "cite": "a law", "why": "a guess"},
    "worth": "1_0.50 day/head",
}
SCHEDULES = {
    "fund_rate": {
        "of": "unit_yield / norm",
        "bands": [
            {"below": "1.25", "rate": "1%"},
            {"below": "1.5", "rate": "tenth"},
            {"rate": "tenth / 3"},
        ],
    },
    "steep": {
        "of": "costs",
        "bands": [{"to": "2 catty", "rate": "0"}, {"above": "2 catty", "to": "9 catty", "rate": "3%"}, {"rate": "5%"}],
    },
    "grade": {"of": "land", "bands": [{"to": "limit", "rate": "1"}, {"to": "20 mou", "rate": "1.5"}, {"rate": "0"}]},
    "levy": {
        "of": "land",
        "slices": [{"to": "5 mou", "rate": "0"}, {"to": "limit", "rate": "tax"}, {"rate": "2 * tax"}],
    },
    "dues": {
        "of": "sum(inputs)",
        "slices": [
            {"below": "0.05 dan", "rate": "1%"},
            {"from": "0.05 dan", "below": "1 dan", "rate": "2.5%"},
            {"rate": "third"},
        ],
    },
}
ROUNDINGS = (None, None, "half-even", "half-up", "down", "up", {"mode": "up", "cite": "a clerk"})
STEP_NAMES = ("fund", "land", "work", "far relief", "late share", "last", "meals", "arrears", "turn")


def rule(draw):
    """A formula as the mapping that its file holds; `draw` is a `random.Random`."""
    return Draft(draw).formula()


class Draft:
    def __init__(self, draw):
        self.draw = draw
        self.sources = ["harvest", "side"]
        self.filled, self.spent = [], []
        self.empty_pool = False
        self.shared = {"harvest": 0, "side": 0}
        self.done = []
        self.of_households = []

    def formula(self):
        steps = [self.step(name) for name in self.draw.sample(STEP_NAMES, self.draw.randint(1, 6))]
        figures = {f"figure{n}": self.figure() for n in range(self.draw.randint(0, 3))}
        claims = [self.claim(figures) for _ in range(self.draw.randint(0, 2))]
        written = {"formula": "drawn", "steps": steps, "figures": figures, "claims": claims}
        return self.declared({name: value for name, value in written.items() if value})

    def declared(self, written):
        """With the declarations that its texts need and no others."""
        clauses = [{**step, "step": "", "line": "", "cite": ""} for step in written["steps"]]
        text = re.sub(r"(paid|own)\(\w+\)", "", texts(written | {"steps": clauses}))
        schedules = used(SCHEDULES, text)
        text += texts(schedules)
        pools = {name: {"opens": "book"} for name in used({"harvest": 0, "side": 0}, text)}
        if self.empty_pool:
            pools["common"] = {"opens": "empty"}
        head = {
            "pools": pools,
            "accounts": list(used({"chest": 0, "store": 0}, text)),
            "facts": used(FACTS, text),
            "columns": used(COLUMNS, text),
            "parameters": used(PARAMETERS, text),
            "schedules": schedules,
            "rounding": self.draw.choice(ROUNDINGS),
        }
        return written | {name: value for name, value in head.items() if value}

    def pick(self, *choices):
        return self.draw.choice(choices)

    # Steps.

    def step(self, name):
        source, target = self.ends()
        self.source = source
        each = "households" in (source, target) and self.draw.random() < 0.45
        step = {"step": name, "from": source}
        step["take"] = self.each_amount(2) if each else self.amount(source)
        step["to"] = target
        if "households" in (source, target):
            self.for_households(step, each)
        if source != "households" and step["take"] != "rest" and self.draw.random() < 0.6:
            step["short"] = self.pick("prorate", "owe")
        if self.draw.random() < 0.5:
            step["cite"] = "a clause"
        if self.draw.random() < 0.2:
            step["line"] = "fund"
        self.note(step)
        return step

    def ends(self):
        open_sources = self.sources + self.filled
        if not open_sources or self.done and self.draw.random() < 0.15:
            return "households", self.target("households")
        source = self.draw.choice(open_sources)
        return source, self.pick("households", "households", self.target(source))

    def target(self, source):
        """An account or the common pool, never the source itself."""
        targets = [name for name in ("chest", "store", "common") if name != source]
        return self.draw.choice(targets)

    def for_households(self, step, each):
        if not each:
            step["by"] = self.key()
        if self.draw.random() < 0.35:
            step["among"] = self.condition(2)
        if not each and step["to"] == "households" and self.draw.random() < 0.5:
            step["otherwise"] = self.pick(*(n for n in ("chest", "store") if n != step["from"]))

    def note(self, step):
        """What later steps may name, draw on, and no longer draw on."""
        self.done.append(step["step"])
        if "households" in (step["from"], step["to"]):
            self.of_households.append(step["step"])
        for target in (step["to"], step.get("otherwise")):
            self.empty_pool |= target == "common"
            if target in ("chest", "store", "common") and target not in self.filled + self.spent:
                self.filled.append(target)
        if step["take"] == "rest":
            self.spent.append(step["from"])
            for names in (self.sources, self.filled):
                if step["from"] in names:
                    names.remove(step["from"])

    # Amounts of the cooperative.

    def amount(self, source):
        if source != "households" and self.draw.random() < 0.25:
            return "rest"
        return self.one(2, source)

    def one(self, depth, source=None):
        """One figure of grain."""
        simple = [self.share_of_pool, lambda: "costs", lambda: "3 * quantum", lambda: "0.02 dan"]
        simple += [lambda: "sum(inputs)", lambda: "price * cash", lambda: "dues", lambda: "7 catty"]
        if source and source != "households":
            rests = ("third of rest", "rest / 7", "fund_rate of rest", "steep of rest")
            simple += [lambda: self.draw.choice(rests)] * 8
        if self.empty_pool:
            simple.append(lambda: "common + 4 catty")
        if self.done:
            simple += [self.moved, self.moved]
        if depth == 0 or self.draw.random() < 0.4:
            return self.draw.choice(simple)()
        a, b = self.one(depth - 1, source), self.one(depth - 1, source)
        return self.pick(
            f"max({a} - ({b}), 0)",
            f"min({a}, {b})",
            f"tenth of ({a} + {b})",
            f"({a}) * (1 - third) / 2",
            f"mean({self.each_amount(depth - 1)})",
            f"sum({self.each_amount(depth - 1)}) / 3",
            f"({a}) / (1 + rate)",
        )

    def share_of_pool(self):
        """A share of what a pool opened with, so that all of them stay below the whole."""
        pool = self.pick("harvest", "side")
        if self.shared[pool] > 80:
            return "2 * quantum"
        self.shared[pool] += 11
        return self.pick(f"tenth of {pool}", f"{pool} / 11", f"1_0.5% of {pool}", f"fund_rate of {pool}")

    def moved(self):
        return f"paid({self.draw.choice(self.done).replace(' ', '_')})"

    # Figures of each household.

    def each_amount(self, depth):
        simple = ["inputs", "debt", "wage * min(points, 5 point/day * days)", "tax * land", "levy", "daily * days"]
        simple += ["third of inputs", "costs * household / sum(household)", "100% of tenth of debt * grade"]
        if self.of_households:
            simple += [self.own()] * 2
        if depth == 0 or self.draw.random() < 0.5:
            return self.draw.choice(simple)
        a, b = self.each_amount(depth - 1), self.each_amount(depth - 1)
        return self.pick(
            f"max({a} - ({b}), 0)",
            f"max(50% of mean({a}) - ({a}), 0)",
            f"min({a}, 3 dan)",
            f"tenth of ({a} + {b})",
            f"({a}) * oxen / (oxen + 1 head)",
            f"sum({a}) * days / sum(days) / 4",
            f"-(-({a}))",
        )

    def own(self):
        return f"own({self.draw.choice(self.of_households).replace(' ', '_')})"

    def key(self):
        keys = ["days", "land", "household", "points", "inputs", "persons", "debt", "days + worth * oxen"]
        keys += ["min(points, 5 point/day * days)", "days * (land / sum(land))", "land * grade + 0.5 mou/head * oxen"]
        keys += ["max(land - limit, 0)", "0.1 * days", "levy", "days - 10 day"]
        if self.of_households:
            keys.append(self.own())
        return self.draw.choice(keys)

    def condition(self, depth):
        simple = ["class == poor", "stand != leaves", "land > limit", "land >= mean(land)", "0 < days"]
        simple += ["oxen == 0", "points <= 300 point", "days > 0 and land / days < 0.1 mou/day", "inputs != debt"]
        simple += ["poor == class", "grade > rate", "levy <= dues / 3"]
        if depth == 0 or self.draw.random() < 0.5:
            return self.draw.choice(simple)
        a, b = self.condition(depth - 1), self.condition(depth - 1)
        return self.pick(f"{a} and {b}", f"{a} or {b}", f"not ({a})", f"({a} or {b}) and {a}", f"not ({a} and not {b})")

    # Figures and claims.

    def figure(self):
        return self.pick(
            self.one(2),
            f"({self.one(1)}) / sum(land)",
            f"({self.one(1)}) / ({self.one(1)})",
            "sum(days) / sum(persons) * 2 / (sum(land) / 1 yuan)",
            "mean(land * days) - sum(land) * mean(days)",
            "sum(oxen)",
            "1 / 3 * rate",
            f"-({self.one(1)}) - (1 dan - ({self.one(0)}))",
            "fund_rate",
        )

    def claim(self, figures):
        if figures and self.draw.random() < 0.3:
            name = self.draw.choice(list(figures))
            return f"{name} / 3 < 2 * {name} or not {name} != {name}"
        return self.comparison()

    def comparison(self):
        sign = self.pick("<", "<=", "==", "!=", ">=", ">")
        claim = f"{self.one(1)} {sign} {self.one(1)}"
        return self.pick(
            claim,
            f"not ({claim}) or rate > 0",
            f"sum(land) > 0 and {claim}",
            f"(rate >= 1 or {claim}) and {claim}",
        )


def texts(part):
    """All texts of a mapping's values, together."""
    if isinstance(part, dict):
        return " ".join(map(texts, part.values()))
    if isinstance(part, list):
        return " ".join(map(texts, part))
    return f" {part} "


def used(declarations, text):
    """Those of the declarations that a text names."""
    names = set(re.findall(r"[^\W\d_]\w*", text))
    return {name: entry for name, entry in declarations.items() if name in names}
