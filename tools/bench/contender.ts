import type { ChatQuestion, TokenListener } from './chat-question.js';
import { KeepAliveClient } from './keep-alive-client.js';
import { firstModel, measureRequest } from './measure-request.js';
import type { Target } from './options.js';
import type { RequestOutcome } from './stream-timeline.js';

/** Something that answers the bench's questions and can be measured at it. */
export interface Contender {
  label: string;
  /** The model that is really asked. */
  model: string;
  /** Never rejects: a failure is an outcome too. */
  send: (question: ChatQuestion, onToken?: TokenListener) => Promise<RequestOutcome>;
  close: () => Promise<void>;
}

/** A server, asked over HTTP. Rejects when it lists no model and none was named. */
export async function meetServer(target: Target): Promise<Contender> {
  const client = new KeepAliveClient(target.baseUrl, target.key);
  const model = target.model ?? (await firstModel(client));
  return {
    label: target.baseUrl,
    model,
    send: (question, onToken) => measureRequest(client, model, question, onToken),
    close: () => Promise.resolve(client.close()),
  };
}
