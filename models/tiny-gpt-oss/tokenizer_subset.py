"""Chooses the vocabulary: the part of o200k's merges that the corpus uses, and common English beside it."""

import json
from pathlib import Path
from random import Random
from typing import NamedTuple

import regex

from byte_pair import BYTE_ALPHABET, merge_word, rank_merges
from corpus import CONTROL_TOKENS, sample
from vocabulary import TokenType, Vocabulary, split_at_control_tokens

# How many conversations are read to see which merges the corpus uses.
SAMPLED_CONVERSATIONS = 6000
# Of the first so many merges the short ASCII ones are taken, so that unseen English still gets compact tokens.
COMMON_MERGES = 9000
SHORT_TOKEN_LENGTH = 6
# The vocabulary is padded to a multiple of the block size of the quantized formats.
VOCABULARY_MULTIPLE = 32


class BaseTokenizer(NamedTuple):
    """What we take from the gpt-oss tokenizer: how it splits text into words, and its merges by rank."""

    word_pattern: regex.Pattern
    merges: list[str]


def read_base_tokenizer(path: Path) -> BaseTokenizer:
    """Reads the `tokenizer.json` of gpt-oss in Hugging Face's form."""
    content = json.loads(path.read_text(encoding="utf-8"))
    pattern = content["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in content["model"]["merges"]]
    return BaseTokenizer(regex.compile(pattern), merges)


def choose_vocabulary(base: BaseTokenizer) -> Vocabulary:
    """The same vocabulary for the same corpus: bytes, merged tokens by rank, control tokens, padding."""
    chosen = _with_their_parts(_merges_of_corpus(base) | _merges_of_common_english(base), base.merges)
    merges = [base.merges[rank] for rank in sorted(chosen)]
    merged_tokens = [merge.replace(" ", "") for merge in merges]
    normal = list(dict.fromkeys(BYTE_ALPHABET + merged_tokens))
    size = len(normal) + len(CONTROL_TOKENS)
    padding = [f"[PAD{index}]" for index in range(size, size + -size % VOCABULARY_MULTIPLE)]
    return Vocabulary(
        tokens=[*normal, *CONTROL_TOKENS, *padding],
        types=[TokenType.NORMAL] * len(normal)
        + [TokenType.CONTROL] * len(CONTROL_TOKENS)
        + [TokenType.UNUSED] * len(padding),
        merges=merges,
    )


def _merges_of_corpus(base: BaseTokenizer) -> set[int]:
    ranks = rank_merges(base.merges)
    return {rank for word in _words_of_corpus(base.word_pattern) for rank in merge_word(word, ranks).applied_ranks}


def _words_of_corpus(word_pattern: regex.Pattern) -> set[str]:
    random = Random(0)
    words = {str(number) for number in range(1000)}
    for _ in range(SAMPLED_CONVERSATIONS):
        for text, _is_learned in sample(random):
            for part in split_at_control_tokens(text):
                if part not in CONTROL_TOKENS:
                    words.update(word_pattern.findall(part))
    return words


def _merges_of_common_english(base: BaseTokenizer) -> set[int]:
    candidates = (merge.replace(" ", "") for merge in base.merges[:COMMON_MERGES])
    return {rank for rank, token in enumerate(candidates) if _is_common_english(token)}


def _is_common_english(token: str) -> bool:
    """A whole ASCII word, or something short in ASCII (with `Ġ`, which spells a space)."""
    is_word = token.isascii() and token.isalpha()
    is_short = token.replace("Ġ", "").isascii() and len(token) <= SHORT_TOKEN_LENGTH
    return is_word or is_short


def _with_their_parts(chosen: set[int], merges: list[str]) -> set[int]:
    """Adds, for every merge, those that make its two parts, and theirs."""
    rank_of_token: dict[str, int] = {}
    for rank, merge in enumerate(merges):
        rank_of_token.setdefault(merge.replace(" ", ""), rank)
    complete = set(chosen)
    pending = list(chosen)
    while pending:
        for part in merges[pending.pop()].split(" "):
            if part not in BYTE_ALPHABET and rank_of_token[part] not in complete:
                complete.add(rank_of_token[part])
                pending.append(rank_of_token[part])
    return complete
