"""Batches of random conversations for the training."""

from random import Random
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from architecture import TRAINED_LENGTH
from corpus import sample
from vocabulary import Encoder

BATCH_SIZE = 24
# The target of tokens that the model need not predict.
IGNORED = -1
_SHORTEST_BATCH = 32


class Batch(NamedTuple):
    """Token ids, and for each the id that should follow, or `IGNORED`."""

    token_ids: Tensor
    targets: Tensor


def random_batch(random: Random, encoder: Encoder, padding_id: int) -> Batch:
    """As wide as its longest conversation; conversations too long to be trained are skipped."""
    token_ids = np.full((BATCH_SIZE, TRAINED_LENGTH + 1), padding_id, dtype=np.int64)
    targets = np.full((BATCH_SIZE, TRAINED_LENGTH + 1), IGNORED, dtype=np.int64)
    for row in range(BATCH_SIZE):
        ids, learned_ids = _conversation_that_fits(random, encoder)
        token_ids[row, : len(ids)] = ids
        targets[row, : len(ids)] = learned_ids
    longest = int((token_ids != padding_id).sum(1).max())
    length = min(TRAINED_LENGTH, max(_SHORTEST_BATCH, longest))
    return Batch(torch.from_numpy(token_ids[:, :length]), torch.from_numpy(targets[:, 1 : length + 1]))


def _conversation_that_fits(random: Random, encoder: Encoder) -> tuple[list[int], list[int]]:
    while True:
        ids: list[int] = []
        learned_ids: list[int] = []
        for text, is_learned in sample(random):
            segment = encoder.encode(text)
            ids += segment
            learned_ids += segment if is_learned else [IGNORED] * len(segment)
        if len(ids) <= TRAINED_LENGTH + 1:
            return ids, learned_ids
