"""A second implementation of Fenhong's settlement, written from its documents.

It shares no code and no language with the program, so that what one of them
misunderstood the other one shows.
"""


class Refusal(Exception):
    """What the program answers with exit 2: the book cannot be settled so."""
