"""Holds a built program against the oracle, byte for byte.

    python3 -m oracle --program target/release/fenhong --books 40 --seed 1
"""

import argparse
import difflib
import os
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import yaml

from . import Refusal, account, book, rule, rules, settle, villages

REPOSITORY = Path(__file__).resolve().parent.parent
LIBRARY = REPOSITORY / "formulas"
SHIPPED_RULES = (
    "formulas/*.yaml",
    "docs/language/*.yaml",
    "docs/boat/rule.yaml",
    "tests/stories/*/formula.yaml",
    "tests/stories/*/no-tax.yaml",
)
SHIPPED_BOOKS = ("fixtures/*.yaml", "docs/language/village.yaml", "docs/boat/season.yaml")

TOO_LARGE = ("too large to count exactly", "too large to split by exactly")


def main():
    arguments = parsed()
    program = os.path.abspath(arguments.program)
    began = time.monotonic()
    jobs = [(program, path, arguments.books, arguments.seed) for path in shipped(SHIPPED_RULES, "formula")]
    batches = [(program, batch, arguments.rules, arguments.seed) for batch in range(8)]
    tally = Tally()
    with ProcessPoolExecutor() as pool:
        for found in (*pool.map(held_shipped, jobs), *pool.map(held_drawn, batches)):
            tally.add(found)
            if tally.difference:
                pool.shutdown(wait=False, cancel_futures=True)
                print(tally.difference)
                return 1
    print(f"{tally.told(len(jobs))} {time.monotonic() - began:.0f} s")
    return 0


def parsed():
    parser = argparse.ArgumentParser(prog="oracle", description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the built fenhong")
    parser.add_argument("--books", type=int, default=40, help="books drawn for each shipped formula")
    parser.add_argument("--rules", type=int, default=150, help="formulas drawn in each of eight batches")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def shipped(patterns, kind):
    """The files of the repository that are of a kind."""
    paths = [path for pattern in patterns for path in sorted(REPOSITORY.glob(pattern))]
    return [path for path in paths if path.read_text(encoding="utf-8").split(":")[0].splitlines()[-1] == kind]


class Tally:
    """What was compared, and the first difference.

    The program counts exactly within 128 bits and says so where they do not suffice; fractions
    here have no such end.
    """

    def __init__(self):
        self.settled = self.refused = self.too_large = self.drawn = 0
        self.difference = None

    def add(self, other):
        self.settled += other.settled
        self.refused += other.refused
        self.too_large += other.too_large
        self.drawn += other.drawn
        self.difference = self.difference or other.difference

    def told(self, formulas):
        return (
            f"oracle: {formulas} formulas shipped and {self.drawn} drawn, "
            f"{self.settled} accounts alike to the byte, {self.refused} refused by both, "
            f"{self.too_large} too large for the program's 128 bits."
        )

    def compare(self, program, book_path, rule_path):
        """Settles once by each; true while they agree."""
        theirs = settled_by(program, book_path, rule_path)
        ours = settled_here(book_path, rule_path)
        if ours.text == theirs.text:
            self.settled += ours.text is not None
            self.refused += ours.text is None
            return True
        if theirs.text is None and any(end in theirs.why for end in TOO_LARGE):
            self.too_large += 1
            return True
        self.difference = told(ours, theirs, book_path, rule_path)
        return False


class Answer:
    """An account, or None and why there is none."""

    def __init__(self, text, why=""):
        self.text, self.why = text, why


def settled_by(program, book_path, rule_path):
    command = [program, "settle", book_path, "--formula", rule_path, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Answer(done.stdout if done.returncode in (0, 1) else None, done.stderr)


def settled_here(book_path, rule_path):
    try:
        return Answer(account.written(settle.settle(book.load(book_path), rule.load(rule_path, LIBRARY))))
    except Refusal as refusal:
        return Answer(None, str(refusal))


def told(ours, theirs, book_path, rule_path):
    """The first difference, with the book and the formula written out."""
    if ours.text is None or theirs.text is None:
        who, why = ("oracle", ours.why) if ours.text is None else ("program", theirs.why)
        lines = [f"only the {who} refuses: {why}"]
    else:
        before, after = theirs.text.splitlines(), ours.text.splitlines()
        lines = list(difflib.unified_diff(before, after, "program", "oracle", lineterm="", n=3))[:40]
    files = [f"--- {Path(path).name}\n{Path(path).read_text(encoding='utf-8')}" for path in (book_path, rule_path)]
    return "\n".join(lines + files)


def held_shipped(job):
    """One shipped formula, with the shipped books and with books drawn for it."""
    program, path, books, seed = job
    tally, formula = Tally(), rule.load(path, LIBRARY)
    for shipped_book in shipped(SHIPPED_BOOKS, "book"):
        if not tally.compare(program, shipped_book, path):
            return tally
    draw = random.Random(f"{seed} {path.name}")
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(books):
            book_path = written(folder, "book.yaml", villages.village(formula, draw))
            if not tally.compare(program, book_path, path):
                return tally
    return tally


def held_drawn(job):
    """A batch of drawn formulas, two drawn books for each."""
    program, batch, count, seed = job
    tally, draw = Tally(), random.Random(f"{seed} batch {batch}")
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            tally.drawn += 1
            rule_path = written(folder, "rule.yaml", rules.rule(draw))
            formula = rule.load(rule_path, LIBRARY)
            for _ in range(2):
                book_path = written(folder, "book.yaml", villages.village(formula, draw))
                if not tally.compare(program, book_path, rule_path):
                    return tally
    return tally


def written(folder, name, content):
    path = Path(folder) / name
    with open(path, "w", encoding="utf-8") as file:
        yaml.safe_dump(content, file, sort_keys=False, allow_unicode=True, width=200)
    return path


if __name__ == "__main__":
    sys.exit(main())
