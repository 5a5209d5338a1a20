"""The tokens of the model, and the encoder that turns text into their ids."""

import json
from dataclasses import asdict, dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

import regex

from byte_pair import merge_word, rank_merges
from corpus import CONTROL_TOKENS

_CONTROL_PATTERN = regex.compile("(" + "|".join(map(regex.escape, CONTROL_TOKENS)) + ")")


class TokenType(IntEnum):
    """Kinds of tokens by their numbers in llama.cpp."""

    NORMAL = 1
    CONTROL = 3
    UNUSED = 5


@dataclass(frozen=True)
class Vocabulary:
    """Tokens by id, their types, and the merges that make them, by rank."""

    tokens: list[str]
    types: list[int]
    merges: list[str]

    def id_of(self, token: str) -> int:
        """The id of a token; slow, for the few that are looked up by name."""
        return self.tokens.index(token)

    def save(self, path: Path) -> None:
        """Writes the vocabulary as JSON."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> "Vocabulary":
        """Reads what `save` wrote."""
        return Vocabulary(**json.loads(path.read_text(encoding="utf-8")))


class Encoder:
    """Turns text with literal control tokens into ids and back."""

    def __init__(self, vocabulary: Vocabulary, word_pattern: regex.Pattern) -> None:
        self._vocabulary = vocabulary
        self._word_pattern = word_pattern
        self._ranks = rank_merges(vocabulary.merges)
        self._id_of_token = {token: token_id for token_id, token in enumerate(vocabulary.tokens)}
        self._encode_word = cache(self._merge_to_ids)

    def encode(self, text: str) -> list[int]:
        """The ids of a text."""
        ids: list[int] = []
        for part in split_at_control_tokens(text):
            if part in CONTROL_TOKENS:
                ids.append(self._id_of_token[part])
            else:
                for word in self._word_pattern.findall(part):
                    ids += self._encode_word(word)
        return ids

    def decode(self, ids: list[int]) -> str:
        """Readable text of ids, for ASCII only."""
        return "".join(self._vocabulary.tokens[token_id] for token_id in ids).replace("Ġ", " ").replace("Ċ", "\n")

    def _merge_to_ids(self, word: str) -> list[int]:
        return [self._id_of_token[token] for token in merge_word(word, self._ranks).tokens]


def split_at_control_tokens(text: str) -> list[str]:
    """The text cut before and after each control token, the control tokens among the parts."""
    return _CONTROL_PATTERN.split(text)
