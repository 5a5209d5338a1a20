import { Q8_BLOCK, toHalfPrecision } from './q8-blocks.js';
import type { RandomBits } from './random-bits.js';

/** The three layouts a gpt-oss file uses: how many values make a block, and how many bytes the block takes. */
const LAYOUTS = {
  F32: { values: 1, bytes: 4 },
  /** A half-precision scale, then 32 signed bytes. */
  Q8_0: Q8_BLOCK,
  /** An exponent, then 32 four-bit floats. */
  MXFP4: { values: 32, bytes: 17 },
};

const CHUNK_BLOCKS = 2 ** 15;

/** Root mean square of a uniformly random signed byte, and of the sixteen values of MXFP4 as llama.cpp scales them. */
const RANDOM_BYTE_SPREAD = 74;
const RANDOM_FLOAT4_SPREAD = 5.85;

export interface Tensor {
  name: string;
  type: keyof typeof LAYOUTS;
  /** Sizes as GGUF orders them: the length of a row first. */
  dimensions: readonly number[];
  /** The content from the start to the end; the same at every call is not promised. */
  chunks(): Iterable<Uint8Array>;
}

/** In bytes, without padding. */
export function sizeOf({ type, dimensions }: Pick<Tensor, 'type' | 'dimensions'>): number {
  return blocksOf(type, dimensions) * LAYOUTS[type].bytes;
}

/** A vector of 32-bit floats that are all alike. */
export function constantTensor(name: string, dimensions: readonly number[], value: number): Tensor {
  const count = dimensions.reduce((product, size) => product * size, 1);
  return floatTensor(name, dimensions, new Float32Array(count).fill(value));
}

/** 32-bit floats as they are given. */
export function floatTensor(name: string, dimensions: readonly number[], values: Float32Array): Tensor {
  const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, type: 'F32', dimensions, chunks: () => [content] };
}

/** A matrix of random weights; without a `spread` they keep a unit-sized input unit-sized on its way through. */
export function randomTensor(
  name: string,
  type: Tensor['type'],
  dimensions: readonly number[],
  random: RandomBits,
  spread = 1 / Math.sqrt(dimensions[0] ?? 1),
): Tensor {
  return { name, type, dimensions, chunks: () => randomChunks(type, blocksOf(type, dimensions), spread, random) };
}

/** The tensor with some of its blocks replaced, each named by its number from the start. */
export function withBlocks(tensor: Tensor, blocks: ReadonlyMap<number, Uint8Array>): Tensor {
  return { ...tensor, chunks: () => replaceBlocks(tensor, blocks) };
}

function* replaceBlocks(tensor: Tensor, blocks: ReadonlyMap<number, Uint8Array>): Generator<Uint8Array> {
  const { bytes } = LAYOUTS[tensor.type];
  let block = 0;
  for (const chunk of tensor.chunks()) {
    for (let at = 0; at < chunk.length; at += bytes, block++) {
      const replacement = blocks.get(block);
      if (replacement) chunk.set(replacement, at);
    }
    yield chunk;
  }
}

function* randomChunks(
  type: Tensor['type'],
  blocks: number,
  spread: number,
  random: RandomBits,
): Generator<Uint8Array> {
  const { bytes } = LAYOUTS[type];
  for (let written = 0; written < blocks; written += CHUNK_BLOCKS) {
    const chunk = random.bytes(Math.min(CHUNK_BLOCKS, blocks - written) * bytes);
    for (let block = 0; block < chunk.length; block += bytes) scaleBlock(type, chunk, block, spread);
    yield chunk;
  }
}

/** Replaces the random scale of a random block by one that gives its weights the spread asked for. */
function scaleBlock(type: Tensor['type'], chunk: Buffer, block: number, spread: number): void {
  switch (type) {
    case 'F32':
      chunk.writeFloatLE((chunk.readUInt32LE(block) / 2 ** 31 - 1) * spread * Math.sqrt(3), block);
      break;
    case 'Q8_0':
      chunk.writeUInt16LE(toHalfPrecision(spread / RANDOM_BYTE_SPREAD).bits, block);
      break;
    case 'MXFP4':
      chunk.writeUInt8(128 + Math.round(Math.log2(spread / RANDOM_FLOAT4_SPREAD)), block);
  }
}

function blocksOf(type: Tensor['type'], dimensions: readonly number[]): number {
  const row = dimensions[0] ?? 1;
  if (row % LAYOUTS[type].values !== 0) throw new Error(`A row of ${row} values does not fill whole blocks of ${type}`);
  return dimensions.reduce((product, size) => product * size, 1) / LAYOUTS[type].values;
}
