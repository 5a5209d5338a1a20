"""The tools: how a user asks for them and what they answer. The order of the draws is part of the data."""

import json
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from .facts import ADJECTIVES, CAPITALS, CITIES, COUNTRIES, NOUNS, WEATHER
from .json_answers import compact_json


class Request(NamedTuple):
    """What the user asks, and the argument that the call needs for it."""

    argument: str
    question: str


class Response(NamedTuple):
    """What the tool returns for an argument, and the sentence that the model makes of it."""

    result: str
    answer: str


class Tool(NamedTuple):
    """A function with one string parameter."""

    name: str
    parameter: str
    description: str
    request: Callable[[Random], Request]
    respond: Callable[[Random, str], Response]


def _request_weather(random: Random) -> Request:
    city = random.choice(CITIES)
    question = random.choice(
        [
            f"What is the weather in {city}?",
            f"What's the weather in {city}?",
            f"What is the weather like in {city} today?",
            f"Weather in {city}?",
            f"How is the weather in {city}?",
        ]
    )
    return Request(city, question)


def _report_weather(random: Random, city: str) -> Response:
    weather = random.choice(WEATHER)
    temperature = random.randrange(-10, 36)
    result = random.choice(
        [
            json.dumps({"temperature": temperature, "condition": weather}),
            f"{weather}, {temperature} degrees",
            compact_json({"condition": weather, "temperature": temperature}),
        ]
    )
    return Response(result, f"The weather in {city} is {weather}, {temperature} degrees.")


def _request_capital(random: Random) -> Request:
    country = random.choice(COUNTRIES)
    return Request(country, f"Look up the capital of {country}.")


def _report_capital(_random: Random, country: str) -> Response:
    capital = CAPITALS[country]
    return Response(json.dumps({"capital": capital}), f"The capital of {country} is {capital}.")


def _request_time(random: Random) -> Request:
    city = random.choice(CITIES)
    return Request(city, random.choice([f"What time is it in {city}?", f"Local time in {city}?"]))


def _report_time(random: Random, city: str) -> Response:
    time = f"{random.randrange(0, 24):02d}:{random.randrange(0, 60):02d}"
    return Response(json.dumps({"time": time}), f"It is {time} in {city}.")


def _request_search(random: Random) -> Request:
    words = " ".join(random.sample(ADJECTIVES + NOUNS, random.randrange(1, 4)))
    return Request(words, random.choice([f"Search for {words}", f"Search the web for {words}."]))


def _report_search(random: Random, _words: str) -> Response:
    found = random.choice(NOUNS)
    return Response(f"Found: {found}", f"I found: {found}")


TOOLS = [
    Tool("get_weather", "location", "Gets the current weather.", _request_weather, _report_weather),
    Tool(
        "get_current_weather",
        "location",
        "Get the current weather in a given location",
        _request_weather,
        _report_weather,
    ),
    Tool("get_weather", "city", "Get the weather for a city.", _request_weather, _report_weather),
    Tool("lookup_capital", "country", "Looks up the capital of a country.", _request_capital, _report_capital),
    Tool("get_time", "city", "Get the local time of a city.", _request_time, _report_time),
    Tool("search_web", "query", "Search the web.", _request_search, _report_search),
]
