"""The measures of tiny-gpt-oss. The architecture is that of gpt-oss, see llama.cpp's graph of it."""

WIDTH = 128
LAYERS = 4
HEAD_WIDTH = 32
QUERY_HEADS = 4
KEY_VALUE_HEADS = 2
EXPERTS = 8
ACTIVE_EXPERTS = 2
EXPERT_WIDTH = 128
SLIDING_WINDOW = 128
ROTARY_BASE = 150000.0
NORM_EPSILON = 1e-5
# The clamped SwiGLU of gpt-oss: x * sigmoid(1.702 x) with both of its inputs limited to 7.
SWIGLU_ALPHA = 1.702
SWIGLU_LIMIT = 7
# What the file declares, and how much of it is trained.
CONTEXT_LENGTH = 4096
TRAINED_LENGTH = 320


def is_sliding(layer: int) -> bool:
    """Even layers see a window of the last tokens, odd ones the whole context."""
    return layer % 2 == 0
