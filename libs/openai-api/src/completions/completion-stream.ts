import type { Usage } from '#protocol';
import { ChoicesStream } from '../answers/choices-stream.js';
import { startOf, type StreamPositions } from '../answers/stream-position.js';
import { toChatUsage } from '../chat-completions/chat-identity.js';
import { ChoiceTexts } from './choice-texts.js';
import { toTextCompletionId, type CompletionIdentity } from './completion-identity.js';
import { type Echo, NO_ECHO } from './completion-logprobs.js';
import type { CompletionOptions } from './completion-presentation.js';

/** One client's stream of chunks of a legacy completion. `echoes`: what each choice begins with, or nothing. */
export class CompletionStream extends ChoicesStream {
  constructor(
    identity: CompletionIdentity,
    options: CompletionOptions,
    echoes: readonly Echo[],
    had: StreamPositions = startOf(identity.generationIds.length),
  ) {
    const { generationIds, model, createdSeconds, systemFingerprint } = identity;
    const head =
      `data: {"id":${JSON.stringify(toTextCompletionId(generationIds))},"object":"text_completion",` +
      `"created":${createdSeconds},"model":${JSON.stringify(model)},` +
      `"system_fingerprint":${JSON.stringify(systemFingerprint)},"choices":[`;
    const frame = { head, tail: options.includeUsage ? ',"usage":null}\n\n' : '}\n\n' };
    const closing = (usages: readonly Usage[]): string[] => {
      const usage = `${head}],"usage":${JSON.stringify(toChatUsage(usages, options.choicesPerPrompt))}}\n\n`;
      return options.includeUsage ? [usage, 'data: [DONE]\n\n'] : ['data: [DONE]\n\n'];
    };
    super(
      generationIds.map((_, index) => new ChoiceTexts(frame, index, echoes[index] ?? NO_ECHO, options.includeLogprobs)),
      closing,
      had,
    );
  }
}
