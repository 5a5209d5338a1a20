"""Byte-pair encoding as GPT-2 does it: bytes are spelled as printable characters, then merged by rank."""

from collections.abc import Mapping
from typing import NamedTuple

MergeRanks = Mapping[tuple[str, str], int]


class MergedWord(NamedTuple):
    """The tokens of a word, and the ranks of the merges that made them."""

    tokens: list[str]
    applied_ranks: list[int]


def _byte_alphabet() -> list[str]:
    """The printable character of each byte: itself where it is printable Latin-1, otherwise one from 256 on."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    unprintable = [byte for byte in range(256) if byte not in printable]
    return [chr(byte) if byte in printable else chr(256 + unprintable.index(byte)) for byte in range(256)]


BYTE_ALPHABET = _byte_alphabet()


def rank_merges(merges: list[str]) -> MergeRanks:
    """The rank of each merge is its place in the list; a merge is written as its two parts with a space between."""
    return {_parts(merge): rank for rank, merge in enumerate(merges)}


def _parts(merge: str) -> tuple[str, str]:
    left, right = merge.split(" ")
    return left, right


def merge_word(word: str, ranks: MergeRanks) -> MergedWord:
    """Merges the neighbours of lowest rank, leftmost first, until no pair of neighbours has a rank."""
    tokens = [BYTE_ALPHABET[byte] for byte in word.encode()]
    applied_ranks: list[int] = []
    while True:
        candidates = [
            (ranks[pair], position)
            for position, pair in enumerate(zip(tokens, tokens[1:]))
            if pair in ranks
        ]
        if not candidates:
            return MergedWord(tokens, applied_ranks)
        rank, position = min(candidates)
        applied_ranks.append(rank)
        tokens[position : position + 2] = [tokens[position] + tokens[position + 1]]
