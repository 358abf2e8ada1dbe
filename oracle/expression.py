"""The language of amounts, keys and conditions: its tree, its parser, its text.

The grammar is that of docs/grammar.md. A name's meaning is not known here.
"""

import re
from dataclasses import dataclass

from . import Refusal
from .numbers import UNIT_WORDS

WORDS = "|".join(UNIT_WORDS)
TOKEN = re.compile(
    rf"(?P<number>\d[\d_]*(?:\.\d[\d_]*)?(?:%|\s+(?:{WORDS})\b(?:/(?:{WORDS})\b)*)?)"
    r"|(?P<word>[^\W\d_]\w*)"
    r"|(?P<sign><=|==|!=|>=|[-+*/()<>,])"
)

FUNCTIONS = ("min", "max", "sum", "mean", "paid", "own")
COMPARISONS = ("<", "<=", "==", "!=", ">=", ">")
LEVELS = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6, "of": 6}
LEVELS |= {comparison: 4 for comparison in COMPARISONS}
FACTOR = 7


@dataclass(frozen=True, eq=False)
class Number:
    text: str


@dataclass(frozen=True, eq=False)
class Name:
    name: str


@dataclass(frozen=True, eq=False)
class Call:
    function: str
    arguments: tuple


@dataclass(frozen=True, eq=False)
class Unary:
    """`not` or `-`."""

    sign: str
    inner: object


@dataclass(frozen=True, eq=False)
class Binary:
    sign: str
    left: object
    right: object


def parse(text):
    return Parser(text).whole()


def tokens(text):
    place, found = 0, []
    while text[place:].strip():
        place += len(text[place:]) - len(text[place:].lstrip())
        match = TOKEN.match(text, place)
        if not match:
            raise Refusal(f"{text[place]} does not belong in an expression")
        found.append((match.lastgroup, match.group()))
        place = match.end()
    return found + [("end", "")]


class Parser:
    def __init__(self, text):
        self.tokens = tokens(text)
        self.place = 0

    def whole(self):
        tree = self.level(1)
        if self.kind() != "end":
            raise Refusal(f"{self.text()} is one too many")
        return tree

    def kind(self):
        return self.tokens[self.place][0]

    def text(self):
        return self.tokens[self.place][1]

    def next(self):
        self.place += 1
        return self.tokens[self.place - 1][1]

    def expect(self, sign):
        if self.next() != sign:
            raise Refusal(f"{sign} is needed here")

    def at(self, level):
        """Whether an operator of this level stands here."""
        return self.kind() in ("word", "sign") and LEVELS.get(self.text()) == level

    def level(self, level):
        if level == FACTOR:
            return self.factor()
        if level == LEVELS["not"]:
            return self.negation()
        tree = self.level(level + 1)
        while self.at(level):
            tree = Binary(self.next(), tree, self.level(level + 1))
            if level == LEVELS["=="]:
                break
        return tree

    def negation(self):
        if self.at(LEVELS["not"]):
            return Unary(self.next(), self.negation())
        return self.level(LEVELS["not"] + 1)

    def factor(self):
        kind, text = self.kind(), self.next()
        if text == "-":
            return Unary(text, self.factor())
        if text == "(":
            tree = self.level(1)
            self.expect(")")
            return tree
        if kind == "number":
            return Number(text)
        if kind != "word":
            raise Refusal("a number, a name or ( is needed here")
        if self.text() == "(" and text in FUNCTIONS:
            return Call(text, self.arguments())
        return Name(text)

    def arguments(self):
        self.expect("(")
        found = [self.level(1)]
        while self.text() == ",":
            self.next()
            found.append(self.level(1))
        self.expect(")")
        return tuple(found)


def written(tree, leaf, level=0):
    """The tree as text with no more parentheses than it needs.

    `leaf` says how a part is told as one figure, or None to write it out.
    """
    told = leaf(tree)
    if told is not None:
        return told
    match tree:
        case Number(text):
            return text
        case Name(name):
            return name
        case Call(function, arguments):
            return f"{function}({', '.join(written(part, leaf) for part in arguments)})"
        case Unary("not", inner):
            return enclosed(f"not {written(inner, leaf, LEVELS['not'])}", LEVELS["not"], level)
        case Unary("-", inner):
            return enclosed(f"-{written(inner, leaf, FACTOR + 1)}", FACTOR, level)
        case Binary(sign, left, right):
            own = LEVELS[sign]
            text = f"{written(left, leaf, own)} {sign} {written(right, leaf, own + 1)}"
            return enclosed(text, own, level)


def enclosed(text, own, level):
    return f"({text})" if own < level else text


def inner_trees(tree):
    """The trees right below."""
    match tree:
        case Call(_, arguments):
            return arguments
        case Unary(_, inner):
            return (inner,)
        case Binary(_, left, right):
            return (left, right)
    return ()


def parts(tree):
    """The tree and all below it."""
    yield tree
    for inner in inner_trees(tree):
        yield from parts(inner)
