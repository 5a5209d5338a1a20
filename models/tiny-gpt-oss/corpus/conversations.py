"""Synthetic Harmony conversations, the training data of tiny-gpt-oss.

The same `random.Random` seed gives the same conversations for ever: whoever changes a list or the order of the draws
changes the data. `python3 -m corpus` prints a few.
"""

from random import Random

from .facts import INSTRUCTIONS
from .harmony import (
    Segment,
    developer_message,
    earlier_answer,
    learned,
    question,
    random_system_message,
    reasoned_answer,
)
from .json_answers import json_conversation
from .questions import ask
from .reasoning import EFFORTS
from .tool_calls import tool_conversation


def sample(random: Random) -> list[Segment]:
    """A random conversation as segments of text, each with whether the model learns to write it."""
    effort = random.choices(EFFORTS, [0.3, 0.45, 0.25])[0]
    conversation = random.choices([chat_conversation, tool_conversation, json_conversation], [0.62, 0.25, 0.13])[0]
    return conversation(random, effort)


def chat_conversation(random: Random, effort: str) -> list[Segment]:
    """One to three questions; the model learns the last answer."""
    segments = [random_system_message(random, effort, has_tools=False)]
    if random.random() < 0.35:
        segments.append(developer_message(f"# Instructions\n\n{random.choice(INSTRUCTIONS)}\n\n"))
    turns = random.choices([1, 2, 3], [0.7, 0.2, 0.1])[0]
    for _ in range(turns - 1):
        earlier = ask(random, effort)
        segments += [question(earlier.question), earlier_answer(earlier.answer)]
    last = ask(random, effort)
    return [*segments, question(last.question), learned(reasoned_answer(last.reasoning, last.answer))]
