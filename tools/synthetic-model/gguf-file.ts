import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sizeOf, type Tensor } from './tensor.js';

/** A metadata value, tagged with the type it is written as. */
export type MetadataValue =
  | { type: 'uint32'; value: number }
  | { type: 'float32'; value: number }
  | { type: 'string'; value: string }
  | { type: 'string-array'; value: readonly string[] }
  | { type: 'int32-array'; value: readonly number[] };

const VERSION = 3;
const ALIGNMENT_BYTES = 32;

/** Numbers of the value types, from https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. */
const VALUE_TYPES = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 };

/** Numbers of the tensor types, from `enum ggml_type`. */
const TENSOR_TYPES = { F32: 0, Q8_0: 8, MXFP4: 39 };

/** Writes a model file. Tensors are streamed: memory holds the metadata and one chunk of one tensor at a time. */
export async function writeGguf(
  path: string,
  metadata: ReadonlyMap<string, MetadataValue>,
  tensors: readonly Tensor[],
): Promise<void> {
  await pipeline(Readable.from(fileChunks(metadata, tensors)), createWriteStream(path));
}

function* fileChunks(metadata: ReadonlyMap<string, MetadataValue>, tensors: readonly Tensor[]): Generator<Uint8Array> {
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(VERSION),
    uint64(tensors.length),
    uint64(metadata.size),
    ...[...metadata].flatMap(([key, value]) => [string(key), ...metadataValue(value)]),
    ...tensorTable(tensors),
  ]);
  yield header;
  yield paddingAfter(header.length);
  for (const tensor of tensors) {
    yield* tensor.chunks();
    yield paddingAfter(sizeOf(tensor));
  }
}

function tensorTable(tensors: readonly Tensor[]): Buffer[] {
  let offset = 0;
  return tensors.flatMap((tensor) => {
    const { name, type, dimensions } = tensor;
    const entry = [string(name), uint32(dimensions.length), ...dimensions.map(uint64), uint32(TENSOR_TYPES[type])];
    const start = uint64(offset);
    offset += sizeOf(tensor) + paddingAfter(sizeOf(tensor)).length;
    return [...entry, start];
  });
}

function metadataValue(value: MetadataValue): Buffer[] {
  switch (value.type) {
    case 'uint32':
      return [uint32(VALUE_TYPES.uint32), uint32(value.value)];
    case 'float32':
      return [uint32(VALUE_TYPES.float32), Buffer.from(Float32Array.of(value.value).buffer)];
    case 'string':
      return [uint32(VALUE_TYPES.string), string(value.value)];
    case 'string-array':
      return [...arrayHead(VALUE_TYPES.string, value.value.length), ...value.value.map(string)];
    case 'int32-array':
      return [...arrayHead(VALUE_TYPES.int32, value.value.length), Buffer.from(Int32Array.from(value.value).buffer)];
  }
}

function arrayHead(itemType: number, length: number): Buffer[] {
  return [uint32(VALUE_TYPES.array), uint32(itemType), uint64(length)];
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function paddingAfter(length: number): Buffer {
  return Buffer.alloc((ALIGNMENT_BYTES - (length % ALIGNMENT_BYTES)) % ALIGNMENT_BYTES);
}
