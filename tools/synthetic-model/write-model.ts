import { loadFullVocabulary } from '../../test/support/full-vocabulary.js';
import { CHAT_TEMPLATE } from './chat-template.js';
import { writeGguf } from './gguf-file.js';
import { gptOssMetadata, gptOssTensors, type Tokenizer } from './gpt-oss.js';
import { writeScript } from './harmony-script.js';
import type { ModelOptions } from './options.js';
import { speakHarmony } from './speaking-weights.js';
import type { Tensor } from './tensor.js';

/** Writes the model file; resolves with the number of its tensors. */
export async function writeModel(options: ModelOptions): Promise<number> {
  const tokenizer = loadFullVocabulary();
  const metadata = gptOssMetadata(options.shape, tokenizer);
  metadata.set('tokenizer.chat_template', { type: 'string', value: CHAT_TEMPLATE });
  const tensors = options.vocabularyOnly ? [] : tensorsOf(options, tokenizer);
  await writeGguf(options.path, metadata, tensors);
  return tensors.length;
}

function tensorsOf({ shape, seed, speech }: ModelOptions, { tokens }: Tokenizer): Tensor[] {
  const tensors = gptOssTensors(shape, tokens.length, seed);
  return speech === null ? tensors : speakHarmony(tensors, shape, writeScript(tokens, speech), seed);
}
