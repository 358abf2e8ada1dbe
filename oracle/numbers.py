"""Decimals, units, rounding and apportionment, all in exact fractions.

A quantity is a fraction of its unit. Grain is counted in the book's own unit,
dan or catty, from the moment it is read.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from . import Refusal

BASES = ("grain", "mou", "day", "point", "head", "person", "household", "laborer", "yuan")
UNIT_WORDS = ("dan", "catty") + BASES[1:]

NUMBER = re.compile(r"[-+]?\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?")

Unit = tuple  # one exponent for each of BASES
PURE: Unit = (0,) * len(BASES)
GRAIN: Unit = (1,) + (0,) * (len(BASES) - 1)
PERSON: Unit = tuple(int(base == "person") for base in BASES)


@dataclass(frozen=True)
class Quantity:
    """`value` of `unit`; a unit of None is that of a bare 0, which fits every unit."""

    value: Fraction
    unit: Unit | None

    def __add__(self, other):
        return Quantity(self.value + other.value, common_unit(self, other))

    def __sub__(self, other):
        return Quantity(self.value - other.value, common_unit(self, other))

    def __mul__(self, other):
        return Quantity(self.value * other.value, combined(self, other, 1))

    def __truediv__(self, other):
        if other.value == 0:
            raise Refusal("divides by nothing")
        return Quantity(self.value / other.value, combined(self, other, -1))

    def __neg__(self):
        return Quantity(-self.value, self.unit)


def common_unit(*quantities):
    units = {quantity.unit for quantity in quantities} - {None}
    if len(units) > 1:
        raise Refusal(f"these units do not meet: {units}")
    return units.pop() if units else None


def combined(left, right, sign):
    return tuple(a + sign * b for a, b in zip(left.unit or PURE, right.unit or PURE))


@dataclass(frozen=True)
class Measure:
    """How a book counts: its grain's name, its quantum, and what a dan weighs.

    `precision` is the quantum's decimal as written; `dan_weight` is in catties,
    or None when the book does not say it.
    """

    grain: str
    precision: str
    dan_weight: Fraction | None

    @property
    def quantum(self):
        return decimal(self.precision)

    @property
    def places(self):
        return len(self.precision.partition(".")[2])

    def grain_of(self, word):
        """How much of the book's grain one `dan` or `catty` is."""
        if word == self.grain:
            return Fraction(1)
        if self.dan_weight is None:
            raise Refusal("the book does not say how many catties a dan weighs")
        return self.dan_weight if word == "dan" else 1 / self.dan_weight

    def weighed(self, text):
        """Whether a text counts in the other grain than the book's, so that a dan's weight matters."""
        other = {"dan": "catty", "catty": "dan"}[self.grain]
        return other in text.replace("/", " ").split()

    def unit(self, text):
        """The scale and the unit of a text such as `catty/mou`; `number` is pure."""
        scale = Fraction(1)
        for word, sign in powers(text):
            if word in ("dan", "catty"):
                scale *= self.grain_of(word) ** sign
        return scale, dimension(text)

    def quantity(self, text):
        """A quantity as written: `30%`, `1_000.5 catty/mou`, `670 dan per 12_000 yuan`."""
        first, per, second = text.strip().partition(" per ")
        if per:
            return self.simple(first) / self.simple(second)
        return self.simple(first)

    def simple(self, text):
        text = text.strip()
        number = NUMBER.match(text)
        if not number:
            raise Refusal(f"{text} is not a number")
        value, tail = decimal(number.group()), text[number.end():]
        if tail == "%":
            return Quantity(value / 100, PURE)
        if not tail:
            return Quantity(value, PURE)
        scale, unit = self.unit(tail.strip())
        return Quantity(value * scale, unit)

    def posted(self, quanta):
        """An amount of whole quanta at the book's precision: `137.450`."""
        return fixed(quanta * self.quantum, self.places)

    def unit_name(self, unit):
        """`dan*mou/day`; empty for a pure number."""
        names = (self.grain,) + BASES[1:]
        above = "*".join(name for name, power in zip(names, unit) for _ in range(power))
        below = "".join("/" + name for name, power in zip(names, unit) for _ in range(-power))
        return (above or "1") + below if above or below else ""

    def told(self, quantity):
        """A figure in a clause: `50.100`, `1.8 dan/mou`, `12.5%`, `≈26.666667`."""
        unit = quantity.unit or PURE
        if unit == PURE:
            return rounded_text(quantity.value * 100) + "%"
        if unit == GRAIN:
            quanta = quantity.value / self.quantum
            return self.posted(quanta) if quanta.denominator == 1 else rounded_text(quantity.value)
        return f"{rounded_text(quantity.value)} {self.unit_name(unit)}"


def powers(text):
    """The bases of a unit, each with 1 or -1."""
    words = [] if text == "number" else text.split("/")
    return [(word.strip(), -1 if place else 1) for place, word in enumerate(words)]


def dimension(text):
    """The unit of a text, whichever grain it is in."""
    exponents = list(PURE)
    for word, sign in powers(text):
        exponents[BASES.index("grain" if word in ("dan", "catty") else word)] += sign
    return tuple(exponents)


def decimal(text):
    return Fraction(text.replace("_", ""))


def fixed(value, places):
    """A decimal with so many places; the value must have no more."""
    scaled = value * 10**places
    assert scaled.denominator == 1, value
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    cut = len(digits) - places
    sign = "-" if scaled < 0 else ""
    return sign + digits[:cut] + ("." + digits[cut:] if places else "")


def rounded_text(value, places=6):
    """A decimal of at most six places, with a `≈` when it is not exact."""
    scaled = round(value * 10**places)
    exact = scaled == value * 10**places
    text = fixed(Fraction(scaled, 10**places), places)
    return ("" if exact else "≈") + trimmed(text)


def trimmed(text):
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact_text(value):
    """A decimal when it has an end, else a quotient such as `80/3`."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    return fixed(value, places) if rest == 1 else str(value)


def round_to_whole(value, mode):
    """Whole quanta of an exact count, by the formula's mode."""
    floor = value.numerator // value.denominator
    over = value - floor
    if over == 0:
        return floor
    up = {
        "down": False,
        "up": True,
        "half-up": over >= Fraction(1, 2),
        "half-even": over > Fraction(1, 2) or over == Fraction(1, 2) and floor % 2 == 1,
    }[mode]
    return floor + up


def apportion(whole, weights, ids):
    """Splits whole quanta by weights: floors, then one each to the largest remainders.

    Equal remainders go by the bytes of the households' ids.
    """
    total = sum(weights)
    quotas = [Fraction(whole * weight) / total for weight in weights]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    order = sorted(range(len(ids)), key=lambda i: (parts[i] - quotas[i], ids[i].encode()))
    for i in order[: whole - sum(parts)]:
        parts[i] += 1
    return parts
