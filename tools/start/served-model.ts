import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { LocalGateway } from '../local-cluster/local-cluster.js';

const ASK_EVERY_MS = 100;
const MODELS = z.object({ data: z.array(z.object({ id: z.string() })) });

/**
 * Waits until the gateway answers a question and names the model that it asked. A list is not enough: the gateway
 * remembers models of earlier starts, and hears of new workers a moment after they are ready. Rejects when the gateway
 * ends or does not answer as it should.
 */
export async function servedModel(gateway: LocalGateway, apiKey: string): Promise<string> {
  while (gateway.process.running) {
    for (const model of await listModels(gateway, apiKey)) {
      if (await answersQuestion(gateway, apiKey, model)) return model;
    }
    await delay(ASK_EVERY_MS);
  }
  throw new Error(`${gateway.process.name} ended while it started:\n${gateway.process.lastWords}`);
}

async function listModels({ baseUrl }: LocalGateway, apiKey: string): Promise<string[]> {
  const response = await fetch(`${baseUrl}/v1/models`, { headers: { authorization: `Bearer ${apiKey}` } });
  return MODELS.parse(await response.json()).data.map(({ id }) => id);
}

/** Reads the answer of one token to its end: a connection that is broken off would hold the gateway up when it stops. */
async function answersQuestion({ baseUrl }: LocalGateway, apiKey: string, model: string): Promise<boolean> {
  const response = await fetch(`${baseUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1, stream: true }),
  });
  await response.text();
  return response.ok;
}
