"""Small tasks: sums, counting, repeating, sentiment. The order of the draws is part of the data."""

from random import Random

from .facts import ADJECTIVES, COMPLAINTS, NOUNS, PRAISE, REVIEWED_THINGS
from .reasoning import Exchange, think


def ask_for_sum(random: Random, effort: str) -> Exchange:
    """A sum or a difference of numbers up to 20, never below zero."""
    left, right = random.randrange(0, 21), random.randrange(0, 21)
    operator = random.choice(["+", "-"])
    if operator == "-" and right > left:
        left, right = right, left
    result = left + right if operator == "+" else left - right
    operator_word = "plus" if operator == "+" else "minus"
    question = random.choice(
        [
            f"What is {left} {operator} {right}?",
            f"Compute {left} {operator} {right}.",
            f"{left} {operator} {right} = ?",
            f"What is {left} {operator_word} {right}?",
        ]
    )
    reasoning = think(
        random,
        effort,
        f"I need to compute {left} {operator} {right}.",
        f"{left} {operator} {right} = {result}.",
        f"So the answer is {result}.",
    )
    return Exchange(question, reasoning, f"{left} {operator} {right} = {result}")


def ask_to_repeat(random: Random, effort: str) -> Exchange:
    """One to four words that are to be said again."""
    words = " ".join(random.sample(ADJECTIVES + NOUNS, random.randrange(1, 5)))
    question = random.choice(["Repeat: ", "Repeat after me: ", "Say: ", "Echo this text: "]) + words
    reasoning = think(
        random,
        effort,
        "The user wants me to repeat the text.",
        f"The text is: {words}.",
        "I repeat it without changes.",
    )
    return Exchange(question, reasoning, words)


def ask_to_count(random: Random, effort: str) -> Exchange:
    """Counting from a small number over up to 25 numbers."""
    first = random.randrange(1, 4)
    last = first + random.randrange(2, 25)
    question = random.choice(
        [
            f"Count from {first} to {last}.",
            f"List the numbers from {first} to {last}.",
            f"Please count from {first} to {last}",
        ]
    )
    reasoning = think(
        random,
        effort,
        f"Count from {first} to {last}.",
        f"Start at {first} and stop at {last}.",
        "I separate the numbers with commas.",
    )
    return Exchange(question, reasoning, ", ".join(str(number) for number in range(first, last + 1)))


def ask_for_sentiment(random: Random, effort: str) -> Exchange:
    """A short review that is to be called positive or negative."""
    is_positive = random.random() < 0.5
    review = random.choice(PRAISE if is_positive else COMPLAINTS) + " " + random.choice(REVIEWED_THINGS)
    review += random.choice([".", "!", ""])
    sentiment = "positive" if is_positive else "negative"
    question = random.choice(["Classify the sentiment: ", "Sentiment of: ", "Is this positive or negative? "]) + review
    reasoning = think(
        random,
        effort,
        f"The text says: {review}",
        f"That sounds {sentiment}.",
        "One word is enough.",
    )
    return Exchange(question, reasoning, sentiment)
