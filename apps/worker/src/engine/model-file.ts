import { access } from 'node:fs/promises';
import { readGgufFileInfo } from 'node-llama-cpp';
import { Vocabulary } from '#harmony';

/** What a model file says about itself, read without its weights. */
export interface ModelFile {
  name: string | null;
  vocabulary: Vocabulary;
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
  };
}
