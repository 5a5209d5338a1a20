import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventReader } from '../support/event-reader.js';
import { control, show } from '../support/live-control.js';
import { TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const STORY = 'Once upon a time';

interface Chunk {
  choices: { text: string }[];
  harmonium?: { type: string; text?: string; token?: number };
}

describe('a text that is being continued', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '30' } });
  });

  afterAll(() => cluster.stop());

  async function open(): Promise<EventReader> {
    const asked = { model: TINY, prompt: STORY, temperature: 0, max_tokens: 60, echo: true, logprobs: 0, stream: true };
    const url = `${cluster.baseUrl}/v1/completions`;
    return EventReader.open(url, { method: 'POST', body: JSON.stringify(asked) });
  }

  it('can be looked at, rewritten from any token on, and goes on from there', async () => {
    const reader = await open();
    await reader.until((one) => chunksOf(one).length > 8);
    const { generationId: id } = reader;
    expect((await control(cluster.baseUrl, id, 'pause')).status).toBe(200);
    await reader.until((one) => toldBy(one).some(({ type }) => type === 'paused'));
    const { tokens = [], output } = await show(cluster.baseUrl, id, '?include=tokens');
    expect(new Set(tokens.map(({ channel }) => channel))).toEqual(new Set(['answer']));
    expect(output).toMatchObject([{ type: 'answer', text: tokens.map(({ text }) => text).join(''), first_token: 0 }]);
    const kept = tokens.slice(0, 3).map(({ text }) => text);
    expect((await control(cluster.baseUrl, id, 'edit', { token: 3, text: ' beside' })).status).toBe(200);
    await reader.ended;
    expect(reader.isDone).toBe(true);
    const rewound = toldBy(reader).find(({ type }) => type === 'rewound');
    expect(rewound).toMatchObject({ token: 3, text: `${STORY}${kept.join('')} beside` });
    const again = await EventReader.open(`${cluster.baseUrl}/v1/generations/${id}/events`);
    await again.ended;
    expect(again.events).toEqual(reader.events);
    const shown = await show(cluster.baseUrl, id);
    expect(shown.output[0]?.text.startsWith(`${kept.join('')} beside`)).toBe(true);
  });

  it('is not text that could be told to answer', async () => {
    const reader = await open();
    await reader.until((one) => chunksOf(one).length > 3);
    await control(cluster.baseUrl, reader.generationId, 'answer_now');
    await reader.ended;
    const undisturbed = await open();
    await undisturbed.ended;
    expect(textOf(reader)).toBe(textOf(undisturbed));
  });
});

function chunksOf({ events }: EventReader): Chunk[] {
  return events.filter(({ data }) => data !== '[DONE]').map(({ data }) => JSON.parse(data) as Chunk);
}

function toldBy(reader: EventReader): NonNullable<Chunk['harmonium']>[] {
  return chunksOf(reader).flatMap(({ harmonium }) => harmonium ?? []);
}

function textOf(reader: EventReader): string {
  return chunksOf(reader)
    .map(({ choices }) => choices[0]?.text ?? '')
    .join('');
}
