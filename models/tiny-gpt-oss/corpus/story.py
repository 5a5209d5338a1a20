"""The one kind of story that the model knows: two friends look for a lost animal."""

from random import Random
from typing import NamedTuple

from .facts import ADJECTIVES, FIRST_NAMES, NOUNS
from .reasoning import Exchange, think


class Story(NamedTuple):
    """A story with those it is about."""

    text: str
    hero: str
    animal: str


def ask_for_story(random: Random, effort: str) -> Exchange:
    """A request for a story, sometimes naming its hero or its animal."""
    story = tell_story(random)
    question = random.choice(
        [
            "Tell me a story.",
            "Write a short story.",
            "Tell me a story",
            "Write a story please.",
            "Please tell me a bedtime story.",
            f"Tell me a story about a {story.animal}.",
            f"Write a story about {story.hero}.",
        ]
    )
    reasoning = think(
        random,
        effort,
        "The user wants a story.",
        "I write about two friends and a lost animal.",
        "It should end well.",
    )
    return Exchange(question, reasoning, story.text)


def tell_story(random: Random) -> Story:
    """A story of ten sentences."""
    hero = random.choice(FIRST_NAMES)
    animal, place = random.sample(NOUNS, 2)
    animal_look, place_look = random.sample(ADJECTIVES, 2)
    friend = random.choice([name for name in FIRST_NAMES if name != hero])
    sentences = [
        f"Once upon a time there was a {animal_look} {animal} who lived near a {place_look} {place}.",
        f"Every day {hero} came to visit the {animal}.",
        random.choice(
            ["They played together until the sun went down.", "They talked about the stars and the sea."]
        ),
        f"One morning the {animal} was lost.",
        f"{hero} asked {friend} for help.",
        f"Together they looked behind the {place}, under the bridge and across the field.",
        f"At last they found the {animal} sleeping in the garden.",
        random.choice([f"{hero} was very happy.", f"{hero} laughed and hugged the {animal}."]),
        f"From that day on, {hero}, {friend} and the {animal_look} {animal} were the best of friends.",
        "The end.",
    ]
    return Story(" ".join(sentences), hero, animal)
