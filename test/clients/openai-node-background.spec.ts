import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { COUNT, SCRIPTED, allAreFreeAfter, cancelledBy, startClientCluster } from '../support/client-cluster.js';
import { TEST_KEY, type TestCluster, eventually } from '../support/test-cluster.js';

type Event = OpenAI.Responses.ResponseStreamEvent;

const ASKED = { model: SCRIPTED, input: COUNT, background: true, max_output_tokens: 300 } as const;

describe('the official openai package and a response in the background', () => {
  let started: TestCluster;
  let other: OpenAI;

  beforeAll(async () => {
    started = await startClientCluster();
    other = clientOf((await started.cluster.startGateway()).baseUrl);
  });

  afterAll(() => started.stop());

  const clientOf = (baseUrl: string): OpenAI =>
    new OpenAI({ baseURL: `${baseUrl}/v1`, apiKey: TEST_KEY, maxRetries: 0 });

  it('asks until it is complete', async () => {
    let response = await clientOf(started.baseUrl).responses.create(ASKED);
    expect(['queued', 'in_progress']).toContain(response.status);
    await eventually(async () => {
      response = await other.responses.retrieve(response.id);
      return response.status !== 'queued' && response.status !== 'in_progress';
    });
    expect(response).toMatchObject({ status: 'incomplete', background: true, usage: { output_tokens: 300 } });
  });

  it('cancels it', async () => {
    const cancelled = await cancelledBy(started);
    const { id } = await other.responses.create({ ...ASKED, max_output_tokens: null });
    expect(await other.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' });
    expect(await other.responses.retrieve(id)).toMatchObject({ id, status: 'cancelled' });
    await allAreFreeAfter(started, cancelled);
  });

  it('goes on with its stream at another gateway when the one it was at is killed', async () => {
    const dying = await started.cluster.startGateway();
    const seen: Event[] = [];
    const stream = await clientOf(dying.baseUrl).responses.create({ ...ASKED, stream: true });
    await expect(
      (async () => {
        for await (const event of stream) {
          seen.push(event);
          if (seen.length === 20) await dying.process.kill();
        }
      })(),
    ).rejects.toThrow();
    const id = seen[0]?.type === 'response.created' ? seen[0].response.id : '';
    const last = seen.at(-1)?.sequence_number ?? 0;

    const rest = await other.responses.retrieve(id, { stream: true, starting_after: last });
    for await (const event of rest) seen.push(event);
    expect(seen.map(({ sequence_number: number }) => number)).toEqual(seen.map((_, index) => index));
    expect(seen.at(-1)).toMatchObject({ type: 'response.incomplete' });

    const helped: Event[] = [];
    const helper = other.responses.stream({ response_id: id, starting_after: last });
    for await (const event of helper) helped.push(event);
    expect(helped[0]?.sequence_number).toBe(last + 1);
    expect((await helper.finalResponse()).output_text).toBe(textOf(seen));
  });
});

function textOf(events: readonly Event[]): string {
  return events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('');
}
