"""Prints the first conversations of a fixed seed, to see what the model is taught."""

from random import Random

from . import sample

random = Random(1)
for _ in range(6):
    print("".join(text for text, _ in sample(random)))
    print("---")
