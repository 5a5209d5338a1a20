import { LRUCache } from 'lru-cache';
import { Vocabulary } from '#harmony';
import type { Prompt } from '#protocol';
import { type CompiledSchema, type SchemaToCompile, compileSchemas } from './compiled-schema.js';
import { toTokens } from './to-tokens.js';

/** What a thread is given: it has no state of its own but the vocabularies it has read. */
export interface PreparationTask {
  prompt: Prompt;
  schemas: readonly SchemaToCompile[];
  vocabularyHash: string;
  serializedVocabulary: Uint8Array;
}

export interface PreparationResult {
  /** In the order of the schemas, up to the first strict one that was refused. */
  compiled: CompiledSchema[];
  /** Empty if a strict schema was refused. */
  tokenIds: readonly number[];
}

/** More than one only while a model's vocabulary is replaced, or where several models are served. */
const KEPT_VOCABULARIES = 4;
const vocabularies = new LRUCache<string, Vocabulary>({ max: KEPT_VOCABULARIES });

/** Runs in a worker thread. */
export default function prepareInThread(task: PreparationTask): PreparationResult {
  const { prompt, schemas, vocabularyHash, serializedVocabulary } = task;
  const compiled = compileSchemas(schemas);
  const isRefused = compiled.some(({ type }, index) => type === 'refused' && schemas[index]?.isStrict);
  if (isRefused) return { compiled, tokenIds: [] };
  const vocabulary = vocabularies.get(vocabularyHash) ?? Vocabulary.deserialize(serializedVocabulary);
  vocabularies.set(vocabularyHash, vocabulary);
  return { compiled, tokenIds: toTokens(prompt, vocabulary) };
}
