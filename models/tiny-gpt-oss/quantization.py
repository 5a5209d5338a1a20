"""The two block formats of the model, Q8_0 and MXFP4, as ggml defines them: 32 values share one scale."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BLOCK_SIZE = 32
# The eight magnitudes of the 4-bit format E2M1, doubled to be whole numbers; ggml halves the scale instead.
_MXFP4_MAGNITUDES = np.array([0, 1, 2, 3, 4, 6, 8, 12], dtype=np.float32)
_MXFP4_BOUNDARIES = (_MXFP4_MAGNITUDES[1:] + _MXFP4_MAGNITUDES[:-1]) / 2
_EXPONENT_BIAS = 127
_LARGEST_EXPONENT = 254
# The exponent of E2M1's largest magnitude, 6 = 1.5 * 2^2.
_LARGEST_MAGNITUDE_EXPONENT = 2


class Mxfp4Blocks(NamedTuple):
    """Blocks of 32 values: one biased exponent and 32 four-bit codes each, and the values they stand for."""

    exponents: NDArray[np.int32]
    codes: NDArray[np.int64]
    values: NDArray[np.float32]


def encode_q8_0(array: NDArray[np.float32]) -> bytes:
    """Blocks of a 16-bit scale and 32 signed bytes."""
    blocks = array.astype(np.float32).reshape(-1, BLOCK_SIZE)
    scales = np.abs(blocks).max(1) / 127.0
    inverse_scales = np.where(scales > 0, 1 / np.where(scales > 0, scales, 1), 0)
    steps = np.clip(np.rint(blocks * inverse_scales[:, None]), -127, 127).astype(np.int8)
    encoded = np.zeros((blocks.shape[0], 2 + BLOCK_SIZE), dtype=np.uint8)
    encoded[:, :2] = scales.astype("<f2").view(np.uint8).reshape(-1, 2)
    encoded[:, 2:] = steps.view(np.uint8)
    return encoded.tobytes()


def encode_mxfp4(array: NDArray[np.float32]) -> bytes:
    """Blocks of an 8-bit exponent and 32 four-bit codes; a byte holds the codes of places i and i + 16."""
    blocks = _nearest_mxfp4(array.astype(np.float32).reshape(-1, BLOCK_SIZE))
    codes = blocks.codes.astype(np.uint8)
    half = BLOCK_SIZE // 2
    encoded = np.zeros((codes.shape[0], 1 + half), dtype=np.uint8)
    encoded[:, 0] = blocks.exponents.astype(np.uint8)
    encoded[:, 1:] = codes[:, :half] | (codes[:, half:] << 4)
    return encoded.tobytes()


def round_to_mxfp4(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """The values that the array has after a way through MXFP4."""
    return _nearest_mxfp4(array.astype(np.float32).reshape(-1, BLOCK_SIZE)).values.reshape(array.shape)


def _nearest_mxfp4(blocks: NDArray[np.float32]) -> Mxfp4Blocks:
    """Tries the exponent of each block's largest value and the next, and keeps what is nearer."""
    largest = np.abs(blocks).max(1)
    exponents = np.floor(np.log2(np.where(largest > 0, largest, 1))) - _LARGEST_MAGNITUDE_EXPONENT + _EXPONENT_BIAS
    exponents = np.clip(np.where(largest > 0, exponents, 0).astype(np.int32), 0, _LARGEST_EXPONENT)
    smaller = _encode_with_exponents(blocks, exponents)
    larger = _encode_with_exponents(blocks, np.clip(exponents + 1, 0, _LARGEST_EXPONENT))
    larger_is_nearer = _squared_error(larger, blocks) < _squared_error(smaller, blocks)
    of_block = larger_is_nearer[:, None]
    return Mxfp4Blocks(
        np.where(larger_is_nearer, larger.exponents, smaller.exponents),
        np.where(of_block, larger.codes, smaller.codes),
        np.where(of_block, larger.values, smaller.values),
    )


def _encode_with_exponents(blocks: NDArray[np.float32], exponents: NDArray[np.int32]) -> Mxfp4Blocks:
    scales = np.ldexp(1.0, exponents - _EXPONENT_BIAS - 1).astype(np.float32)[:, None]
    scaled = blocks / scales
    magnitude_codes = np.searchsorted(_MXFP4_BOUNDARIES, np.abs(scaled))
    values = _MXFP4_MAGNITUDES[magnitude_codes] * np.sign(scaled) * scales
    codes = np.where(scaled < 0, magnitude_codes + len(_MXFP4_MAGNITUDES), magnitude_codes)
    return Mxfp4Blocks(exponents, codes, values)


def _squared_error(encoded: Mxfp4Blocks, blocks: NDArray[np.float32]) -> NDArray[np.float32]:
    return ((encoded.values - blocks) ** 2).sum(1)
