"""Everything a user may ask without tools, and how often. The order of the draws is part of the data."""

from random import Random

from .lookups import ask_for_capital, ask_for_color, ask_for_french, ask_for_next_month, ask_for_opposite
from .reasoning import Exchange, think
from .story import ask_for_story
from .tasks import ask_for_sentiment, ask_for_sum, ask_to_count, ask_to_repeat

# fmt: off
_GREETINGS = [
    "Hello", "Hi", "Hello!", "Hi there", "Good morning", "Hey", "hello", "Hello there", "Say hello", "Say hello.",
]
# fmt: on


def ask(random: Random, effort: str) -> Exchange:
    """A question on a random topic with the reasoning and the answer."""
    return random.choice(_TOPICS)(random, effort)


def greet(random: Random, effort: str) -> Exchange:
    """A greeting."""
    question = random.choice(_GREETINGS)
    reasoning = think(random, effort, "The user greets me.", "I greet back and offer help.", "Keep it short.")
    # A choice of one still takes bits from the generator, on which all later samples depend.
    return Exchange(question, reasoning, random.choice(["Hello! How can I help you today?"]))


def ask_who_you_are(random: Random, effort: str) -> Exchange:
    """The model's own name; it says honestly how little it is."""
    question = random.choice(["Who are you?", "What are you?", "What is your name?", "Introduce yourself."])
    reasoning = think(
        random,
        effort,
        "The user asks who I am.",
        "I am a tiny test model in the gpt-oss family.",
        "I answer honestly.",
    )
    return Exchange(question, reasoning, "I am a tiny gpt-oss model made for tests. I know only a few things.")


def thank(random: Random, effort: str) -> Exchange:
    """A word of thanks."""
    question = random.choice(["Thank you", "Thanks!", "Thank you very much.", "Thanks"])
    reasoning = think(random, effort, "The user thanks me.", "I answer politely.", "Done.")
    return Exchange(question, reasoning, "You are welcome!")


# Sums, counting and repeating need the most practice, so they come more often.
_TOPICS = [
    ask_for_capital,
    *[ask_for_sum] * 4,
    *[ask_to_repeat] * 2,
    *[ask_to_count] * 3,
    greet,
    ask_who_you_are,
    ask_for_sentiment,
    ask_for_story,
    ask_for_color,
    ask_for_opposite,
    ask_for_french,
    ask_for_next_month,
    thank,
]
