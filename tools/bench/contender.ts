import { KeepAliveClient } from './keep-alive-client.js';
import { firstModel, measureRequest } from './measure-request.js';
import type { BenchOptions, Target } from './options.js';
import type { RequestOutcome } from './stream-timeline.js';

/** Something that answers the bench's question and can be measured at it. */
export interface Contender {
  label: string;
  /** The model that is really asked. */
  model: string;
  send: () => Promise<RequestOutcome>;
  close: () => Promise<void>;
}

/** A server, asked over HTTP. Rejects when it lists no model and none was named. */
export async function meetServer(target: Target, { prompt, maxTokens }: BenchOptions): Promise<Contender> {
  const client = new KeepAliveClient(target.baseUrl, target.key);
  const model = target.model ?? (await firstModel(client));
  const question = { model, prompt, maxTokens };
  return {
    label: target.baseUrl,
    model,
    send: () => measureRequest(client, question),
    close: () => Promise.resolve(client.close()),
  };
}
