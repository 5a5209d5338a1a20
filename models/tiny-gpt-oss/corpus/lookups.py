"""Questions whose answer is looked up in the facts. The order of the draws is part of the data."""

from random import Random

from .facts import CAPITALS, COLORS, COUNTRIES, FRENCH, MONTHS, OPPOSITES
from .reasoning import Exchange, think


def ask_for_capital(random: Random, effort: str) -> Exchange:
    """The capital of one of the known countries."""
    country = random.choice(COUNTRIES)
    capital = CAPITALS[country]
    question = random.choice(
        [
            f"What is the capital of {country}?",
            f"Capital of {country}?",
            f"Tell me the capital of {country}.",
            f"Which city is the capital of {country}?",
        ]
    )
    reasoning = think(
        random,
        effort,
        f"The user asks for the capital of {country}.",
        f"The capital of {country} is {capital}.",
        f"{capital} is a city in {country}.",
    )
    return Exchange(question, reasoning, f"The capital of {country} is {capital}.")


def ask_for_color(random: Random, effort: str) -> Exchange:
    """The colour of a well-known thing."""
    thing = random.choice(list(COLORS))
    color = COLORS[thing]
    question = f"What color is {_with_article(thing)}?"
    reasoning = think(
        random,
        effort,
        f"The user asks about the color of {thing}.",
        f"It is {color}.",
        "A short answer is fine.",
    )
    return Exchange(question, reasoning, color)


def _with_article(thing: str) -> str:
    if thing in ("sky", "grass"):
        return f"the {thing}"
    if thing in ("snow", "coal", "blood"):
        return thing
    return f"a {thing}"


def ask_for_opposite(random: Random, effort: str) -> Exchange:
    """The opposite of a word."""
    word = random.choice(list(OPPOSITES))
    opposite = OPPOSITES[word]
    question = random.choice([f"What is the opposite of {word}?", f"Opposite of {word}?"])
    reasoning = think(
        random,
        effort,
        f"The opposite of {word} is needed.",
        f"It is {opposite}.",
        "One word is enough.",
    )
    return Exchange(question, reasoning, opposite)


def ask_for_french(random: Random, effort: str) -> Exchange:
    """A word in French."""
    word = random.choice(list(FRENCH))
    french = FRENCH[word]
    question = random.choice([f"Translate to French: {word}", f"How do you say {word} in French?"])
    reasoning = think(
        random,
        effort,
        f"Translate {word} to French.",
        f"It is {french}.",
        "I give only the word.",
    )
    return Exchange(question, reasoning, french)


def ask_for_next_month(random: Random, effort: str) -> Exchange:
    """The month after a month."""
    index = random.randrange(len(MONTHS))
    month, following = MONTHS[index], MONTHS[(index + 1) % len(MONTHS)]
    reasoning = think(
        random,
        effort,
        f"The month after {month} is asked.",
        f"It is {following}.",
        "Simple.",
    )
    return Exchange(f"Which month comes after {month}?", reasoning, following)
