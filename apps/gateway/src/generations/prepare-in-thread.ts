import { Vocabulary } from '#harmony';
import { type ErrorCode, type GenerationRequest, ServingError } from '#protocol';
import type { ToolBinding } from './compile-rules.js';
import { type PreparedRequest, prepareRequest } from './prepare-request.js';

/** What a thread is given: it has no state of its own but the vocabularies and schemas it has read. */
export interface PreparationTask {
  request: GenerationRequest;
  toolBinding: ToolBinding;
  vocabularyHash: string;
  serializedVocabulary: Uint8Array;
}

/** An error of ours does not come through between threads as what it is. */
export type PreparationResult =
  | { type: 'prepared'; prepared: PreparedRequest }
  | { type: 'refused'; code: ErrorCode; message: string; param: string };

const vocabularies = new Map<string, Vocabulary>();

/** Runs in a worker thread. */
export default function prepareInThread(task: PreparationTask): PreparationResult {
  const { request, toolBinding, vocabularyHash, serializedVocabulary } = task;
  const vocabulary = vocabularies.get(vocabularyHash) ?? Vocabulary.deserialize(serializedVocabulary);
  vocabularies.set(vocabularyHash, vocabulary);
  try {
    return { type: 'prepared', prepared: prepareRequest(request, vocabulary, toolBinding) };
  } catch (error) {
    if (!(error instanceof ServingError)) throw error;
    return { type: 'refused', code: error.code, message: error.message, param: error.param ?? '' };
  }
}
