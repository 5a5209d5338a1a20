import type { HarmonyScript, Step } from './harmony-script.js';
import { Q8_BLOCK, toQ8Blocks } from './q8-blocks.js';
import { RandomBits } from './random-bits.js';
import { HEAD_LENGTH, type Shape } from './shape.js';
import { drawSignCodes, type SignCode } from './sign-codes.js';
import { floatTensor, randomTensor, withBlocks, type Tensor } from './tensor.js';

/** The first layer that sees the whole context: the even ones have a sliding window. */
const LOOKING_LAYER = 'blk.1';

/** Embeddings are so much larger than what the random layers add that these cannot blur them. */
const EMBEDDING_SIZE = 64;
const FLAG_SIZE = EMBEDDING_SIZE / 2;

/** The part of a logit that the current token gives to its successor; the random rest of the vocabulary stays below 6. */
const SUCCESSOR_LOGIT = 200;
/** Without the flag the successor that needs it gets this part only, with it the flag makes up for more. */
const UNFLAGGED_PART = 0.7;
const FLAG_LOGIT = 130;

/** The pair of a head's dimensions that the rotary positions turn slowest: 0.04 rad over 131,072 tokens. */
const STILL_DIMENSION = HEAD_LENGTH / 2 - 1;
const TURNED_PARTNER = HEAD_LENGTH - 1;

/** Their product, over the root of the head's length and times YaRN's 1.81, is the score of the token looked for: 120. */
const QUERY_SIZE = 53;
const KEY_SIZE = 10;
/** Above all other tokens together, however long the context, and below the token looked for. */
const SINK = 96;

/**
 * Sets by hand what makes a model follow a script whatever it is asked; all other weights stay random, so that a token
 * costs what it costs in a real model of this shape. Needs two layers.
 *
 * Each token of the script has a code as its embedding, and the row of its successor in the output matrix is that code:
 * a chain. One head of one layer looks for the last token of the reasoning anywhere in the context; where it stands, the
 * head adds a flag to every later position, which turns `<|channel|>` from `analysis` to `final`.
 */
export function speakHarmony(tensors: readonly Tensor[], shape: Shape, script: HarmonyScript, seed: number): Tensor[] {
  if (shape.layers < 2) throw new Error('A model that speaks needs two layers or more');
  const random = new RandomBits(seed);
  const { codes, flag } = drawCodes(script, shape.width, random);
  const lastThought = codes.get(script.lastThought) ?? flag;
  const changes: Record<string, (tensor: Tensor) => Tensor> = {
    'token_embd.weight': (tensor) => embed(tensor, codes, random),
    'output.weight': (tensor) => withRows(tensor, successorRows(script.steps, codes, flag)),
    ...lookingHead(lastThought, flag, shape),
  };
  return tensors.map((tensor) => changes[tensor.name]?.(tensor) ?? tensor);
}

function drawCodes({ steps }: HarmonyScript, width: number, random: RandomBits) {
  const ids = [...new Set(steps.flatMap(({ from, to }) => [from, to]))];
  const { flag, codes } = drawSignCodes(ids.length, width, random);
  return { flag, codes: new Map(codes.map((code, index) => [ids[index] ?? -1, code] as const)) };
}

/** Embeddings of all tokens, of one size; those of the script are their codes. */
function embed({ name, type, dimensions }: Tensor, codes: ReadonlyMap<number, SignCode>, random: RandomBits): Tensor {
  const rows = [...codes].map(([id, code]) => [id, Float32Array.from(code, (sign) => sign * EMBEDDING_SIZE)] as const);
  return withRows(randomTensor(name, type, dimensions, random, EMBEDDING_SIZE), new Map(rows));
}

/** For each token that follows others: the row of the output matrix that finds these, and the flag where it matters. */
export function successorRows(
  steps: readonly Step[],
  codes: ReadonlyMap<number, SignCode>,
  flag: SignCode,
): Map<number, Float32Array> {
  const rows = new Map<number, Float32Array>();
  for (const { from, to, when } of steps) {
    const row = rows.get(to) ?? new Float32Array(flag.length);
    addTo(row, codes.get(from) ?? [], when === 'after-reasoning' ? SUCCESSOR_LOGIT * UNFLAGGED_PART : SUCCESSOR_LOGIT);
    if (when !== 'always') addTo(row, flag, when === 'after-reasoning' ? FLAG_LOGIT : -FLAG_LOGIT);
    rows.set(to, row);
  }
  return rows;
}

function addTo(row: Float32Array, code: ArrayLike<number>, size: number): void {
  for (let index = 0; index < row.length; index++)
    row[index] = (row[index] ?? 0) + ((code[index] ?? 0) * size) / row.length;
}

/** The weights of the one head that looks back: the first one, with the first key-value head. */
function lookingHead(lastThought: SignCode, flag: SignCode, { width, queryHeads, keyValueHeads }: Shape) {
  const nothing = new Float32Array(width);
  const key = Float32Array.from(lastThought, (sign) => (sign * KEY_SIZE) / width);
  const headRows = Array.from({ length: HEAD_LENGTH }, (_, row) => [row, nothing] as const);
  const queryLength = queryHeads * HEAD_LENGTH;
  const change = (name: string, changed: (tensor: Tensor) => Tensor) => [`${LOOKING_LAYER}.${name}`, changed] as const;
  return Object.fromEntries([
    change('attn_q.weight', (tensor) => withRows(tensor, new Map(headRows))),
    change('attn_q.bias', (tensor) => withValue(tensor, queryLength, STILL_DIMENSION, QUERY_SIZE)),
    change('attn_k.weight', (tensor) =>
      withRows(tensor, new Map([...headRows, [STILL_DIMENSION, key], [TURNED_PARTNER, nothing]])),
    ),
    change('attn_v.weight', (tensor) => withRows(tensor, new Map(headRows))),
    change('attn_v.bias', (tensor) => withValue(tensor, keyValueHeads * HEAD_LENGTH, 0, 1)),
    change('attn_sinks.weight', (tensor) => withValue(tensor, queryHeads, 0, SINK)),
    change('attn_output.weight', (tensor) => withBlocks(tensor, flagBlocks(flag, queryLength))),
  ]);
}

/** The head's value becomes the flag: the first block of each output's row holds its first 32 dimensions. */
function flagBlocks(flag: SignCode, rowLength: number): Map<number, Uint8Array> {
  const blocksPerRow = rowLength / Q8_BLOCK.values;
  const row = (sign: number) => Float32Array.of(sign * FLAG_SIZE, ...new Float32Array(Q8_BLOCK.values - 1));
  return new Map(
    Array.from(flag, (sign, output) => [output * blocksPerRow, ...toQ8Blocks(row(sign))] as [number, Uint8Array]),
  );
}

function withRows(tensor: Tensor, rows: ReadonlyMap<number, ArrayLike<number>>): Tensor {
  const blocksPerRow = (tensor.dimensions[0] ?? 1) / Q8_BLOCK.values;
  const blocks = [...rows].flatMap(([row, values]) =>
    toQ8Blocks(values).map((block, index) => [row * blocksPerRow + index, block] as const),
  );
  return withBlocks(tensor, new Map(blocks));
}

function withValue({ name, dimensions }: Tensor, length: number, index: number, value: number): Tensor {
  const values = new Float32Array(length);
  values[index] = value;
  return floatTensor(name, dimensions, values);
}
