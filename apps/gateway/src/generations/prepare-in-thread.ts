import { Vocabulary, renderPrompt } from '#harmony';
import type { Conversation, JsonObject } from '#protocol';
import { type CompiledSchema, compile } from './compiled-schema.js';

/** What a thread is given: it has no state of its own but the vocabularies it has read. */
export interface PreparationTask {
  conversation: Conversation;
  schemas: readonly JsonObject[];
  vocabularyHash: string;
  serializedVocabulary: Uint8Array;
}

export interface PreparationResult {
  tokenIds: number[];
  /** In the order of the schemas. */
  compiled: CompiledSchema[];
}

const vocabularies = new Map<string, Vocabulary>();

/** Runs in a worker thread. */
export default function prepareInThread(task: PreparationTask): PreparationResult {
  const { conversation, schemas, vocabularyHash, serializedVocabulary } = task;
  const vocabulary = vocabularies.get(vocabularyHash) ?? Vocabulary.deserialize(serializedVocabulary);
  vocabularies.set(vocabularyHash, vocabulary);
  return { compiled: schemas.map(compile), tokenIds: renderPrompt(conversation, vocabulary) };
}
