import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadFullVocabulary } from '../../test/support/full-vocabulary.js';
import { writeGguf } from './gguf-file.js';
import { gptOssMetadata, gptOssTensors } from './gpt-oss.js';

const USAGE = `Writes a gpt-oss model file with the real vocabulary and random weights: for measuring, not for talking to.

  node dist/tools/synthetic-model/main.js --out FILE [--vocab-only]
       [--layers 2] [--width 64] [--experts 4] [--context 131072] [--seed 1]`;

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    'vocab-only': { type: 'boolean', default: false },
    layers: { type: 'string', default: '2' },
    width: { type: 'string', default: '64' },
    experts: { type: 'string', default: '4' },
    context: { type: 'string', default: '131072' },
    seed: { type: 'string', default: '1' },
  },
});

if (values.out) await writeModel(values.out);
else {
  console.error(USAGE);
  process.exitCode = 1;
}

async function writeModel(path: string): Promise<void> {
  const shape = {
    layers: positive('layers'),
    width: positive('width'),
    experts: positive('experts'),
    context: positive('context'),
  };
  const tokenizer = loadFullVocabulary();
  const tensors = values['vocab-only'] ? [] : gptOssTensors(shape, tokenizer.tokens.length, positive('seed'));
  await writeGguf(path, gptOssMetadata(shape, tokenizer), tensors);
  console.log(`${path}: ${tensors.length} tensors, ${(statSync(path).size / 1e6).toFixed(1)} MB`);
}

function positive(name: 'layers' | 'width' | 'experts' | 'context' | 'seed'): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number above 0`);
  return value;
}
