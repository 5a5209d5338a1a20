"""Conversations that ask for an answer in JSON by a schema. The order of the draws is part of the data."""

import json
from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from .facts import CAPITALS, COMPLAINTS, COUNTRIES, FIRST_NAMES, PRAISE, REVIEWED_THINGS
from .reasoning import think
from .harmony import Segment, developer_message, learned, question, random_system_message, reasoned_answer


class JsonExchange(NamedTuple):
    """A question, the name and the properties of the schema for its answer, and that answer."""

    format_name: str
    properties: Mapping[str, object]
    question: str
    answer: Mapping[str, object]


def json_conversation(random: Random, effort: str) -> list[Segment]:
    """A response format, one question and its answer as compact JSON."""
    system = random_system_message(random, effort, has_tools=False)
    exchange = random.choice([_ask_for_capital, _ask_for_sentiment, _ask_for_person])(random)
    reasoning = think(
        random,
        effort,
        "I answer with JSON.",
        "The format has these keys: " + ", ".join(exchange.answer) + ".",
        "I fill in the values.",
    )
    return [
        system,
        developer_message(f"# Response Formats\n\n## {exchange.format_name}\n\n{compact_json(_schema(exchange))}"),
        question(exchange.question),
        learned(reasoned_answer(reasoning, compact_json(exchange.answer))),
    ]


def compact_json(value: object) -> str:
    """JSON without spaces."""
    return json.dumps(value, separators=(",", ":"))


def _schema(exchange: JsonExchange) -> Mapping[str, object]:
    return {
        "type": "object",
        "properties": exchange.properties,
        "required": list(exchange.properties),
        "additionalProperties": False,
    }


def _ask_for_capital(random: Random) -> JsonExchange:
    country = random.choice(COUNTRIES)
    return JsonExchange(
        format_name="capital",
        properties={"capital": {"type": "string"}, "country": {"type": "string"}},
        question=f"What is the capital of {country}?",
        answer={"capital": CAPITALS[country], "country": country},
    )


def _ask_for_sentiment(random: Random) -> JsonExchange:
    is_positive = random.random() < 0.5
    review = random.choice(PRAISE if is_positive else COMPLAINTS) + " " + random.choice(REVIEWED_THINGS)
    return JsonExchange(
        format_name="sentiment",
        properties={"sentiment": {"type": "string", "enum": ["positive", "negative"]}},
        question=f"Classify the sentiment: {review}.",
        answer={"sentiment": "positive" if is_positive else "negative"},
    )


def _ask_for_person(random: Random) -> JsonExchange:
    name = random.choice(FIRST_NAMES)
    age = random.randrange(1, 99)
    return JsonExchange(
        format_name="person",
        properties={"name": {"type": "string"}, "age": {"type": "integer"}},
        question=f"{name} is {age} years old.",
        answer={"name": name, "age": age},
    )
