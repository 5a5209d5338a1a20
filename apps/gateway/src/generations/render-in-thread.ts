import { Vocabulary, renderPrompt } from '#harmony';
import type { Conversation } from '#protocol';

/** What a thread is given: it has no state of its own but the vocabularies it has read. */
export interface RenderTask {
  conversation: Conversation;
  vocabularyHash: string;
  serializedVocabulary: Uint8Array;
}

const vocabularies = new Map<string, Vocabulary>();

/** Runs in a worker thread. */
export default function renderInThread({ conversation, vocabularyHash, serializedVocabulary }: RenderTask): number[] {
  const vocabulary = vocabularies.get(vocabularyHash) ?? Vocabulary.deserialize(serializedVocabulary);
  vocabularies.set(vocabularyHash, vocabulary);
  return renderPrompt(conversation, vocabulary);
}
