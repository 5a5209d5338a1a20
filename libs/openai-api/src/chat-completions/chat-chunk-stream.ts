import type { Usage } from '#protocol';
import { ChoicesStream } from '../answers/choices-stream.js';
import { startOf, type StreamPositions } from '../answers/stream-position.js';
import { toChatUsage, toCompletionId, type ChatIdentity } from './chat-identity.js';
import type { ChatStreamOptions } from './chat-presentation.js';
import { ChoiceChunks } from './choice-chunks.js';

/** One client's stream of chat completion chunks. */
export class ChatChunkStream extends ChoicesStream {
  constructor(
    identity: ChatIdentity,
    options: ChatStreamOptions,
    had: StreamPositions = startOf(identity.generationIds.length),
  ) {
    const { generationIds, model, createdSeconds, systemFingerprint } = identity;
    const head =
      `data: {"id":${JSON.stringify(toCompletionId(generationIds))},"object":"chat.completion.chunk",` +
      `"created":${createdSeconds},"model":${JSON.stringify(model)},` +
      `"system_fingerprint":${JSON.stringify(systemFingerprint)},"choices":[`;
    const frame = { head, tail: options.includeUsage ? ',"usage":null}\n\n' : '}\n\n' };
    const closing = (usages: readonly Usage[]): string[] => {
      const usage = `${head}],"usage":${JSON.stringify(toChatUsage(usages))}}\n\n`;
      return options.includeUsage ? [usage, 'data: [DONE]\n\n'] : ['data: [DONE]\n\n'];
    };
    super(
      generationIds.map((id, index) => new ChoiceChunks(frame, index, id, options)),
      closing,
      had,
    );
  }
}
