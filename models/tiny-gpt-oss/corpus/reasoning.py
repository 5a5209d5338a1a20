"""What the model "thinks" before it answers; the reasoning effort decides how much of it is said."""

from random import Random
from typing import NamedTuple

EFFORTS = ["low", "medium", "high"]

_SECOND_THOUGHTS = [
    "Let me double check. Yes, that is right.",
    "I will verify the answer once more. It is correct.",
    "I should answer clearly and briefly.",
]


class Exchange(NamedTuple):
    """One question with the reasoning and the answer that belong to it."""

    question: str
    reasoning: str
    answer: str


def think(random: Random, effort: str, *thoughts: str) -> str:
    """One thought at low effort, two at medium; all of them and a second look at high."""
    if effort == "low":
        return thoughts[0]
    if effort == "medium":
        return " ".join(thoughts[:2])
    return " ".join(thoughts) + " " + random.choice(_SECOND_THOUGHTS)
