import { type Vocabulary, renderPrompt } from '#harmony';
import type { Prompt } from '#protocol';

/** A prompt as token ids. Text becomes ordinary tokens, whatever it says. */
export function toTokens(prompt: Prompt, vocabulary: Vocabulary): readonly number[] {
  switch (prompt.type) {
    case 'conversation':
      return renderPrompt(prompt.conversation, vocabulary);
    case 'text':
      return vocabulary.encode(prompt.text);
    case 'tokens':
      return prompt.tokenIds;
  }
}
