"""Writes a trained model as a GGUF file that llama.cpp loads as gpt-oss."""

from pathlib import Path

import architecture as shape
from gguf_writer import Metadata, Tensor, TensorType, ValueType, write_gguf
from model import TinyGptOss
from vocabulary import Vocabulary

# llama.cpp's number for "MXFP4 MoE".
_FILE_TYPE_MXFP4_MOE = 38
_QUANTIZATION_VERSION = 2

_Q8_0_SUFFIXES = (
    "token_embd.weight",
    "attn_q.weight",
    "attn_k.weight",
    "attn_v.weight",
    "attn_output.weight",
)


def export_gguf(path: Path, model: TinyGptOss, vocabulary: Vocabulary, chat_template: str | None) -> None:
    """Expert weights become MXFP4, the other large matrices Q8_0; norms, biases, sinks and routers stay F32."""
    tensors = [Tensor(name, state.numpy(), _tensor_type(name)) for name, state in model.state_dict().items()]
    metadata = [*_general_metadata(), *_architecture_metadata(), *_tokenizer_metadata(vocabulary)]
    if chat_template is not None:
        metadata.append(Metadata("tokenizer.chat_template", ValueType.STRING, chat_template))
    write_gguf(path, metadata, tensors)


def _tensor_type(name: str) -> TensorType:
    if name.endswith("_exps.weight"):
        return TensorType.MXFP4
    is_large_matrix = name == "output.weight" or name.endswith(_Q8_0_SUFFIXES)
    return TensorType.Q8_0 if is_large_matrix else TensorType.F32


def _general_metadata() -> list[Metadata]:
    return [
        Metadata("general.architecture", ValueType.STRING, "gpt-oss"),
        Metadata("general.name", ValueType.STRING, "tiny-gpt-oss"),
        Metadata("general.license", ValueType.STRING, "apache-2.0"),
        Metadata("general.file_type", ValueType.UINT32, _FILE_TYPE_MXFP4_MOE),
        Metadata("general.quantization_version", ValueType.UINT32, _QUANTIZATION_VERSION),
    ]


def _architecture_metadata() -> list[Metadata]:
    return [
        _count("block_count", shape.LAYERS),
        _count("context_length", shape.CONTEXT_LENGTH),
        _count("embedding_length", shape.WIDTH),
        _count("feed_forward_length", shape.EXPERT_WIDTH),
        _count("expert_feed_forward_length", shape.EXPERT_WIDTH),
        _count("attention.head_count", shape.QUERY_HEADS),
        _count("attention.head_count_kv", shape.KEY_VALUE_HEADS),
        _count("attention.key_length", shape.HEAD_WIDTH),
        _count("attention.value_length", shape.HEAD_WIDTH),
        _real("attention.layer_norm_rms_epsilon", shape.NORM_EPSILON),
        _count("attention.sliding_window", shape.SLIDING_WINDOW),
        _real("rope.freq_base", shape.ROTARY_BASE),
        _count("rope.dimension_count", shape.HEAD_WIDTH),
        _count("expert_count", shape.EXPERTS),
        _count("expert_used_count", shape.ACTIVE_EXPERTS),
    ]


def _tokenizer_metadata(vocabulary: Vocabulary) -> list[Metadata]:
    return [
        Metadata("tokenizer.ggml.model", ValueType.STRING, "gpt2"),
        Metadata("tokenizer.ggml.pre", ValueType.STRING, "gpt-4o"),
        Metadata("tokenizer.ggml.tokens", ValueType.STRING, vocabulary.tokens),
        Metadata("tokenizer.ggml.token_type", ValueType.INT32, vocabulary.types),
        Metadata("tokenizer.ggml.merges", ValueType.STRING, vocabulary.merges),
        _token_id("bos", vocabulary.id_of("<|startoftext|>")),
        _token_id("eos", vocabulary.id_of("<|return|>")),
        _token_id("padding", vocabulary.id_of("<|endoftext|>")),
    ]


def _count(key: str, value: int) -> Metadata:
    return Metadata(f"gpt-oss.{key}", ValueType.UINT32, value)


def _real(key: str, value: float) -> Metadata:
    return Metadata(f"gpt-oss.{key}", ValueType.FLOAT32, value)


def _token_id(role: str, token_id: int) -> Metadata:
    return Metadata(f"tokenizer.ggml.{role}_token_id", ValueType.UINT32, token_id)
