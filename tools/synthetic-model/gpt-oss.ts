import type { MetadataValue } from './gguf-file.js';
import { RandomBits } from './random-bits.js';
import { HEAD_LENGTH, type Shape } from './shape.js';
import { constantTensor, randomTensor, type Tensor } from './tensor.js';

/** What `tokenizer.ggml.*` is made of. */
export interface Tokenizer {
  tokens: readonly string[];
  tokenTypes: readonly number[];
  merges: readonly string[];
}

const SLIDING_WINDOW = 128;
const MOSTLY_MXFP4 = 38;

/** Everything a loader reads before the weights. Keys as in ggml-org's gpt-oss-20b-GGUF. */
export function gptOssMetadata(shape: Shape, tokenizer: Tokenizer): Map<string, MetadataValue> {
  const idOf = (text: string): MetadataValue => uint32(tokenizer.tokens.indexOf(text));
  return new Map<string, MetadataValue>([
    ['general.architecture', string('gpt-oss')],
    ['general.name', string('synthetic-gpt-oss')],
    ['general.file_type', uint32(MOSTLY_MXFP4)],
    ['general.quantization_version', uint32(2)],
    ['gpt-oss.block_count', uint32(shape.layers)],
    ['gpt-oss.context_length', uint32(shape.context)],
    ['gpt-oss.embedding_length', uint32(shape.width)],
    ['gpt-oss.feed_forward_length', uint32(shape.expertWidth)],
    ['gpt-oss.expert_feed_forward_length', uint32(shape.expertWidth)],
    ['gpt-oss.expert_count', uint32(shape.experts)],
    ['gpt-oss.expert_used_count', uint32(shape.expertsUsed)],
    ['gpt-oss.attention.head_count', uint32(shape.queryHeads)],
    ['gpt-oss.attention.head_count_kv', uint32(shape.keyValueHeads)],
    ['gpt-oss.attention.key_length', uint32(HEAD_LENGTH)],
    ['gpt-oss.attention.value_length', uint32(HEAD_LENGTH)],
    ['gpt-oss.attention.layer_norm_rms_epsilon', float32(1e-5)],
    ['gpt-oss.attention.sliding_window', uint32(SLIDING_WINDOW)],
    ['gpt-oss.rope.dimension_count', uint32(HEAD_LENGTH)],
    ['gpt-oss.rope.freq_base', float32(150_000)],
    ['gpt-oss.rope.scaling.type', string('yarn')],
    ['gpt-oss.rope.scaling.factor', float32(32)],
    ['gpt-oss.rope.scaling.original_context_length', uint32(4096)],
    ['tokenizer.ggml.model', string('gpt2')],
    ['tokenizer.ggml.pre', string('gpt-4o')],
    ['tokenizer.ggml.tokens', { type: 'string-array', value: tokenizer.tokens }],
    ['tokenizer.ggml.token_type', { type: 'int32-array', value: tokenizer.tokenTypes }],
    ['tokenizer.ggml.merges', { type: 'string-array', value: tokenizer.merges }],
    ['tokenizer.ggml.bos_token_id', idOf('<|startoftext|>')],
    ['tokenizer.ggml.eos_token_id', idOf('<|return|>')],
    ['tokenizer.ggml.padding_token_id', idOf('<|endoftext|>')],
  ]);
}

/** Every tensor of the architecture, with random weights that are the same for the same seed. */
export function gptOssTensors(shape: Shape, vocabularySize: number, seed: number): Tensor[] {
  const random = new RandomBits(seed);
  const { width } = shape;
  return [
    randomTensor('token_embd.weight', 'Q8_0', [width, vocabularySize], random),
    constantTensor('output_norm.weight', [width], 1),
    randomTensor('output.weight', 'Q8_0', [width, vocabularySize], random),
    ...Array.from({ length: shape.layers }, (_, layer) => blockTensors(`blk.${layer}`, shape, random)).flat(),
  ];
}

function blockTensors(block: string, shape: Shape, random: RandomBits): Tensor[] {
  const { width, queryHeads, keyValueHeads, experts, expertWidth } = shape;
  const linear = (name: string, type: Tensor['type'], [inputs, ...outputs]: [number, ...number[]]): Tensor[] => [
    randomTensor(`${block}.${name}.weight`, type, [inputs, ...outputs], random),
    constantTensor(`${block}.${name}.bias`, outputs, 0),
  ];
  return [
    constantTensor(`${block}.attn_norm.weight`, [width], 1),
    ...linear('attn_q', 'Q8_0', [width, queryHeads * HEAD_LENGTH]),
    ...linear('attn_k', 'Q8_0', [width, keyValueHeads * HEAD_LENGTH]),
    ...linear('attn_v', 'Q8_0', [width, keyValueHeads * HEAD_LENGTH]),
    ...linear('attn_output', 'Q8_0', [queryHeads * HEAD_LENGTH, width]),
    constantTensor(`${block}.attn_sinks.weight`, [queryHeads], 0),
    constantTensor(`${block}.post_attention_norm.weight`, [width], 1),
    ...linear('ffn_gate_inp', 'F32', [width, experts]),
    ...linear('ffn_gate_exps', 'MXFP4', [width, expertWidth, experts]),
    ...linear('ffn_up_exps', 'MXFP4', [width, expertWidth, experts]),
    ...linear('ffn_down_exps', 'MXFP4', [expertWidth, width, experts]),
  ];
}

function uint32(value: number): MetadataValue {
  return { type: 'uint32', value };
}

function float32(value: number): MetadataValue {
  return { type: 'float32', value };
}

function string(value: string): MetadataValue {
  return { type: 'string', value };
}
