"""The pieces a block is made of: linear maps, one linear map per expert, rotary positions, attention masks."""

import numpy as np
import torch
from torch import Tensor, nn

from architecture import HEAD_WIDTH, ROTARY_BASE, SLIDING_WINDOW, TRAINED_LENGTH
from quantization import round_to_mxfp4

# Finite, so that a masked row never becomes NaN.
_MASKED = -1e9


def linear(inputs: int, outputs: int, scale: float, *, bias: bool = True) -> nn.Linear:
    """A linear map with random weights of the given scale, and no bias yet."""
    layer = nn.Linear(inputs, outputs, bias=bias)
    nn.init.normal_(layer.weight, std=scale)
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


class ExpertLinear(nn.Module):
    """One linear map for each expert, stored as one tensor as llama.cpp wants it."""

    def __init__(self, experts: int, inputs: int, outputs: int, scale: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(experts, outputs, inputs) * scale)
        self.bias = nn.Parameter(torch.zeros(experts, outputs))

    def maps(self, *, quantized: bool) -> list[tuple[Tensor, Tensor]]:
        """Weight and bias of each expert; `quantized` as they will be after the export."""
        weight = rounded_to_mxfp4(self.weight) if quantized else self.weight
        return list(zip(weight, self.bias))


def rounded_to_mxfp4(weight: Tensor) -> Tensor:
    """Rounds on the way forward and lets the gradient through as it is (straight-through estimator)."""
    with torch.no_grad():
        rounded = torch.from_numpy(np.ascontiguousarray(round_to_mxfp4(weight.detach().numpy())))
    return weight + (rounded - weight).detach()


def _rotations() -> tuple[Tensor, Tensor]:
    frequencies = ROTARY_BASE ** (-torch.arange(0, HEAD_WIDTH, 2).float() / HEAD_WIDTH)
    angles = torch.outer(torch.arange(TRAINED_LENGTH).float(), frequencies)
    return angles.cos(), angles.sin()


_COSINES, _SINES = _rotations()


def rotate(heads: Tensor) -> Tensor:
    """Rotary positions: turns each pair of values (i, i + half) by an angle that grows with the position."""
    length = heads.shape[-2]
    cosines, sines = _COSINES[:length], _SINES[:length]
    first, second = heads.chunk(2, dim=-1)
    return torch.cat([first * cosines - second * sines, second * cosines + first * sines], dim=-1)


def attention_mask(length: int, *, sliding: bool) -> Tensor:
    """What is added to the attention scores: 0 where a token may look, very little where not."""
    positions = torch.arange(length)
    distance = positions[:, None] - positions[None]
    is_visible = (distance >= 0) & (distance < SLIDING_WINDOW) if sliding else distance >= 0
    return torch.where(is_visible, 0.0, _MASKED)
