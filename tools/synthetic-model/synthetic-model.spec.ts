import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeGguf } from './gguf-file.js';
import { gptOssMetadata, gptOssTensors } from './gpt-oss.js';
import { smallShape } from './shape.js';
import { sizeOf } from './tensor.js';

const shape = smallShape(64);
const tokenizer = {
  tokens: ['Ġ', '<|startoftext|>', '<|return|>', '<|endoftext|>'],
  tokenTypes: [1, 3, 3, 3],
  merges: [],
};

describe('a synthetic model', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'synthetic-model-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function written(tensors: ReturnType<typeof gptOssTensors>): Promise<Buffer> {
    const path = join(folder, 'model.gguf');
    await writeGguf(path, gptOssMetadata(shape, tokenizer), tensors);
    return readFile(path);
  }

  it('is a GGUF file of version 3 that says how much it holds', async () => {
    const file = await written([]);
    expect(file.toString('latin1', 0, 4)).toBe('GGUF');
    expect(file.readUInt32LE(4)).toBe(3);
    expect(file.readBigUInt64LE(8)).toBe(0n);
    expect(file.readBigUInt64LE(16)).toBe(BigInt(gptOssMetadata(shape, tokenizer).size));
    expect(file.includes('tokenizer.ggml.tokens')).toBe(true);
    expect(file.length % 32).toBe(0);
  });

  it('holds every tensor in full, each at a multiple of 32 bytes after the one before', async () => {
    const tensors = gptOssTensors(shape, tokenizer.tokens.length, 1);
    const file = await written(tensors);
    expect(file.readBigUInt64LE(8)).toBe(BigInt(3 + 19 * shape.layers));

    let end = 0;
    for (const tensor of tensors) {
      const offsetAt = file.indexOf(tensor.name) + tensor.name.length + 4 + 8 * tensor.dimensions.length + 4;
      expect(file.readBigUInt64LE(offsetAt)).toBe(BigInt(end));
      const bytes = [...tensor.chunks()].reduce((sum, chunk) => sum + chunk.length, 0);
      expect(bytes).toBe(sizeOf(tensor));
      end += Math.ceil(bytes / 32) * 32;
    }
    expect((file.length - end) % 32).toBe(0);
  });

  it('is the same for the same seed, and another for another', async () => {
    const first = await written(gptOssTensors(shape, 4, 1));
    expect(first.equals(await written(gptOssTensors(shape, 4, 1)))).toBe(true);
    expect(first.equals(await written(gptOssTensors(shape, 4, 2)))).toBe(false);
  });

  it('needs a width of whole blocks', () => {
    expect(() => [...gptOssTensors({ ...shape, width: 40 }, 4, 1)].map((tensor) => [...tensor.chunks()])).toThrow(
      'blocks',
    );
  });
});
