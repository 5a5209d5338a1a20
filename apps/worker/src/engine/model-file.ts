import { access } from 'node:fs/promises';
import { readGgufFileInfo } from 'node-llama-cpp';
import { Vocabulary } from '#harmony';

/** What a model file says about itself, read without its weights. */
export interface ModelFile {
  name: string | null;
  vocabulary: Vocabulary;
  shape: ModelShape;
}

/** The dimensions that decide how much memory a token of context takes. */
export interface ModelShape {
  layers: number;
  keyValueHeads: number;
  /** Length of a key, and of a value, of one head. */
  headLength: number;
  /** How far back the layers look that do not look at everything: every other one, beginning with the first. */
  windowTokens: number;
  trainedContextTokens: number;
}

/** Reads the head of a GGUF file. Rejects when it is not there, not GGUF, or not a gpt-oss model. */
export async function readModelFile(modelPath: string): Promise<ModelFile> {
  await access(modelPath);
  const { metadata } = await readGgufFileInfo(modelPath, {
    sourceType: 'filesystem',
    readTensorInfo: false,
    ignoreKeys: ['tokenizer.ggml.merges', 'tokenizer.chat_template'],
    logWarnings: false,
  });
  const architecture: string = metadata.general.architecture;
  if (architecture !== 'gpt-oss')
    throw new Error(`it is a "${architecture}" model, and only gpt-oss models are served`);
  const { tokens, token_type: tokenTypes } = metadata.tokenizer.ggml;
  return {
    name: metadata.general.name ?? null,
    vocabulary: Vocabulary.fromGguf({ tokens, tokenTypes: tokenTypes ?? [] }),
    shape: toShape(metadata['gpt-oss']),
  };
}

/** Keys as in `gguf-py/gguf/constants.py` of llama.cpp. */
function toShape(keys: unknown): ModelShape {
  const read = (...path: string[]): number => {
    const value = path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), keys);
    if (typeof value !== 'number' && typeof value !== 'bigint') throw new Error(`it has no ${path.join('.')}`);
    return Number(value);
  };
  return {
    layers: read('block_count'),
    keyValueHeads: read('attention', 'head_count_kv'),
    headLength: read('attention', 'key_length'),
    windowTokens: read('attention', 'sliding_window'),
    trainedContextTokens: read('context_length'),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
