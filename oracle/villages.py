"""Books that fit a rule, drawn from a seed, edges preferred."""

from fractions import Fraction

from .expression import Number, Name
from .numbers import fixed, trimmed

PRECISIONS = ("0.001 dan", "0.01 dan", "0.5 dan", "1 dan", "0.0001 dan", "0.1 catty", "0.001 catty", "5 catty")
WEIGHTS = ("150 catty", "150 catty", "140 catty", "133.5 catty", "120.05 catty")
IDS = ("b", "A", "Z9", "a10", "a9", "é", "户二", "户一", "H 1", "_x", "𠮷", "H-2", "z", "0")

# What a household may have of each unit: (largest, smallest step).
RANGES = {
    "mou": (40, "0.5"),
    "day": (400, "1"),
    "point": (2000, "1"),
    "head": (3, "1"),
    "person": (8, "1"),
    "laborer": (4, "0.5"),
    "yuan": (500000, "1"),
    "household": (3, "1"),
    "number": (3, "0.25"),
}
FACTS = {
    "dan/mou": ("0.8 dan/mou", "1.2 dan/mou", "1.5 dan/mou", "1.8 dan/mou", "1.61 dan/mou", "270 catty/mou"),
    "dan/yuan": ("1 dan per 20_000 yuan", "0.00005 dan/yuan", "3 catty per 700 yuan"),
    "number": ("0", "12.5%", "1", "3", "1 per 3"),
}


def village(rule, draw):
    """A book for the rule, as the mapping that its file holds; `draw` is a `random.Random`."""
    return Village(rule, draw).book()


class Village:
    def __init__(self, rule, draw):
        self.rule, self.draw = rule, draw
        self.precision = draw.choice(PRECISIONS)
        self.quantum, self.grain = self.precision.split()
        self.size = draw.choice((1, 2, 3, 3, 4, 5, 7, 12)) if draw.random() < 0.95 else 40
        self.pool_quanta = draw.choice((0, 1, 2, 10, 997, 10_000, 100_000, 100_000, 1_000_003))
        self.equal = draw.random() < 0.1
        self.nobody_has = draw.choice((None, None, None, "mou", "day", "point", "head", "grain"))
        self.ends = [text for band in bands(rule) for text in end_texts(rule, band)]

    def book(self):
        columns = self.columns()
        book = {"book": "village", "precision": self.precision}
        if self.draw.random() < 0.95:
            book["units"] = {"dan": self.evident(self.draw.choice(WEIGHTS))}
        book["pools"] = {name: self.evident(self.pool()) for name in self.pool_names()}
        if self.rule.facts:
            book["facts"] = {name: self.evident(self.fact(unit)) for name, unit in self.rule.facts.items()}
        book["households"] = self.roster(columns)
        if self.draw.random() < 0.3:
            book["attested"] = self.attested()
        return book

    def pool_names(self):
        names = [name for name, empty in self.rule.pools.items() if not empty]
        if self.draw.random() < 0.2:
            names.insert(self.draw.randrange(len(names) + 1), "elsewhere")
        return names

    def evident(self, value):
        """A figure alone, or with a ground of its own."""
        kind = self.draw.choice((None, "attested", "assumed"))
        if kind is None:
            return value
        return {"value": value, "evidence": kind} | ground(kind)

    def pool(self):
        ends = [end for end in self.ends if end.split()[1:] == [self.grain]]
        if ends and self.draw.random() < 0.2:
            return self.draw.choice(ends)
        quanta = self.pool_quanta + self.draw.choice((0, 0, 1, -1, 7))
        return f"{self.quanta_text(max(quanta, 0))} {self.grain}"

    def quanta_text(self, quanta):
        places = len(self.quantum.partition(".")[2])
        return fixed(quanta * Fraction(self.quantum), places)

    def fact(self, unit):
        ends = [end for end in self.ends if " ".join(end.split()[1:]) == unit]
        if ends and self.draw.random() < 0.3:
            return self.draw.choice(ends)
        if unit in FACTS:
            return self.draw.choice(FACTS[unit])
        if unit in ("dan", "catty"):
            return f"{self.grain_value()} {self.grain}"
        largest, step = RANGES.get(unit, (20, "1"))
        return f"{self.multiple(largest, step)} {unit}"

    def multiple(self, largest, step):
        count = self.draw.randint(0, int(largest / Fraction(step)))
        return trimmed(fixed(count * Fraction(step), len(step.partition(".")[2])))

    def grain_value(self):
        """An amount of which many households' fit into the pool; at times finer than a quantum."""
        most = max(1, self.pool_quanta // (6 * self.size))
        text = self.quanta_text(self.draw.randint(0, most))
        return text + "3" if "." in text and self.draw.random() < 0.1 else text

    def columns(self):
        columns = dict(self.rule.columns)
        if self.draw.random() < 0.4:
            columns.setdefault("persons", "person")
        return columns

    def roster(self, columns):
        rows = [{"id": id_} for id_ in self.ids()]
        declared = {}
        for name, unit in columns.items():
            values = self.words(unit) if isinstance(unit, list) else self.values(unit)
            for row, value in zip(rows, values):
                row[name] = value
            declared[name] = self.column(unit, values)
        numbers = [name for name, unit in columns.items() if not isinstance(unit, list)]
        while ends_in_total(rows, numbers):
            rows.insert(0, rows.pop())
        roster = {"columns": declared, "rows": rows}
        if self.draw.random() < 0.2:
            roster["synthetic"] = 'rows "invented", 户册为虚构'
        return roster

    def ids(self):
        ids = self.draw.sample(IDS, min(self.size, len(IDS)))
        return ids + [f"h{n}" for n in range(self.size - len(ids))]

    def words(self, words):
        return [self.draw.choice(words) for _ in range(self.size)]

    def values(self, unit):
        if self.equal:
            return [self.value(unit)] * self.size
        return [self.value(unit) for _ in range(self.size)]

    def value(self, unit):
        if self.nobody_has == unit or self.draw.random() < 0.15:
            return "0"
        if unit in ("dan", "catty"):
            return "0" if self.nobody_has == "grain" else self.grain_value()
        ends = [end.split()[0] for end in self.ends if end.split()[1:] == [unit]]
        if ends and self.draw.random() < 0.3:
            return self.draw.choice(ends)
        largest, step = RANGES.get(unit, (20, "1"))
        return self.multiple(largest, step)

    def column(self, unit, values):
        entry = {"values": unit} if isinstance(unit, list) else {"unit": unit}
        kind = self.draw.choice((None, "attested", "assumed"))
        if kind:
            entry |= {"evidence": kind} | ground(kind)
        if not isinstance(unit, list) and self.draw.random() < 0.3:
            entry["total"] = self.evident(total(values) + ("" if unit == "number" else f" {unit}"))
        return entry

    def attested(self):
        lines = list(dict.fromkeys(step.line for step in self.rule.steps))
        chosen = self.draw.sample(lines, self.draw.randint(1, len(lines)))
        if self.draw.random() < 0.7:
            chosen.append("total")
        if self.draw.random() < 0.2:
            chosen.append("no such line")
        return [{"what": what, "amount": self.pool(), "cite": "report"} for what in chosen]


def ground(kind):
    return {"cite": "report"} if kind == "attested" else {"why": "a guess"}


def total(values):
    places = max(len(value.partition(".")[2]) for value in values)
    return trimmed(fixed(sum(map(Fraction, values)), places))


def ends_in_total(rows, numbers):
    """Whether the last row adds up all others, so that the program takes it for a total."""
    sums = [sum(Fraction(row[name]) for row in rows) for name in numbers]
    last = [Fraction(rows[-1][name]) for name in numbers]
    return len(rows) > 2 and any(last) and all(2 * value == whole for value, whole in zip(last, sums))


def bands(rule):
    return [band for schedule in rule.schedules.values() for band in schedule.bands]


def end_texts(rule, band):
    """A band's ends as written, where they are a number or a parameter."""
    for end in (band.low, band.high):
        if isinstance(end, Number):
            yield end.text.replace("_", "")
        elif isinstance(end, Name) and end.name in rule.parameters:
            yield rule.parameters[end.name].text
