import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventReader } from '../support/event-reader.js';
import { type ShownGeneration, ask, control, show } from '../support/live-control.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const COUNT = 'Count from 1 to 20.';
const OTHERS_KEY = 'sk-others';
const BLIND_KEY = 'sk-blind';

describe('a running answer', () => {
  let cluster: TestCluster;
  /** The gateway that streams, and another one where people steer. */
  let [here, there] = ['', ''];
  let whole: string;

  beforeAll(async () => {
    const keys = `sk-test,${OTHERS_KEY};tenant=others,${BLIND_KEY};scopes=inference`;
    cluster = await startTestCluster(2, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40', WORKER_SLOTS: '2' },
      gatewayEnvironment: { HARMONIUM_API_KEYS: keys },
    });
    [here, there] = [cluster.baseUrl, (await cluster.cluster.startGateway()).baseUrl];
    const undisturbed = await EventReader.chat(here, COUNT);
    await undisturbed.ended;
    whole = undisturbed.content;
    expect(undisturbed.isDone).toBe(true);
  });

  afterAll(() => cluster.stop());

  async function counting(until: string): Promise<EventReader> {
    const reader = await EventReader.chat(here, COUNT);
    await reader.until(({ content }) => content.includes(until));
    return reader;
  }

  const told = (reader: EventReader): { type: string; content?: string; reasoning?: string; token?: number }[] =>
    reader.events.flatMap(({ data }) => {
      const chunk = data === '[DONE]' ? {} : (JSON.parse(data) as { harmonium?: { type: string } });
      return chunk.harmonium ?? [];
    });

  it('is paused at once, takes no slot, and goes on where it was, though its worker has died meanwhile', async () => {
    const reader = await counting('5');
    expect((await control(there, reader.generationId, 'pause')).status).toBe(200);
    await reader.until(() => told(reader).some(({ type }) => type === 'paused'));
    const paused = await show(there, reader.generationId);
    expect(paused.status).toBe('paused');
    const { position } = paused;
    for (const worker of cluster.cluster.workers.filter(({ process }) => process.running)) await worker.process.kill();
    await Promise.all([cluster.cluster.startWorker(), cluster.cluster.startWorker()]);
    expect(await show(here, reader.generationId)).toMatchObject({ status: 'paused', position });
    expect((await control(here, reader.generationId, 'resume')).status).toBe(200);
    await reader.ended;
    expect([reader.content, reader.isDone]).toEqual([whole, true]);
    expect(told(reader).map(({ type }) => type)).toEqual(['paused', 'resumed']);
  });

  it('is cancelled by whoever may, and says so to who reads it', async () => {
    const reader = await counting('3');
    expect((await control(there, reader.generationId, 'cancel')).status).toBe(200);
    await reader.ended;
    expect(JSON.parse(reader.events.at(-1)?.data ?? '')).toMatchObject({ error: { code: 'cancelled' } });
    expect(await control(there, reader.generationId, 'pause')).toMatchObject({
      status: 409,
      body: { error: { code: 'generation_finished' } },
    });
  });

  it('stops thinking when it is told to answer', async () => {
    const reader = await EventReader.chat(here, 'Tell me a story.', { reasoning_effort: 'high' });
    await reader.until(({ reasoning }) => reasoning !== '');
    await control(there, reader.generationId, 'answer_now');
    await reader.ended;
    const undisturbed = await EventReader.chat(here, 'Tell me a story.', { reasoning_effort: 'high' });
    await undisturbed.ended;
    expect(reader.isDone).toBe(true);
    expect(reader.content).not.toBe('');
    expect(undisturbed.reasoning.startsWith(reader.reasoning)).toBe(true);
    expect(reader.reasoning.length).toBeLessThan(undisturbed.reasoning.length);
  });

  it('thinks on when it is told to', async () => {
    const question = 'What is the capital of France?';
    const undisturbed = await EventReader.chat(here, question);
    await undisturbed.ended;
    const reader = await EventReader.chat(here, question);
    await reader.until(({ reasoning }) => reasoning !== '');
    await control(there, reader.generationId, 'think_more', { tokens: 60 });
    await reader.ended;
    expect(reader.isDone).toBe(true);
    const [short, long] = await Promise.all([undisturbed, reader].map(({ generationId }) => show(here, generationId)));
    const thought = (one: ShownGeneration | undefined): number =>
      (one?.output ?? []).reduce((sum, item) => sum + (item.type === 'reasoning' ? item.token_count : 0), 0);
    expect(thought(long)).toBeGreaterThanOrEqual(thought(short) + 30);
  });

  it('tells for a while how likely its tokens were', async () => {
    const reader = await counting('2');
    await control(there, reader.generationId, 'inspect', { tokens: 3, alternatives: 4 });
    await reader.ended;
    expect(reader.content).toBe(whole);
    const events = await EventReader.open(`${there}/v1/generations/${reader.generationId}/events?format=events`);
    await events.ended;
    const inspected = events.events
      .filter(({ name }) => name === 'token-inspected')
      .map(({ data }) => JSON.parse(data) as { token: { logprob: number; alternatives: unknown[] } });
    expect(inspected).toHaveLength(3);
    for (const { token } of inspected) {
      expect(token.alternatives).toHaveLength(4);
      expect(token.logprob).toBeLessThanOrEqual(0);
    }
  });

  it('is edited: the stream says what stands, and goes on from the new text', async () => {
    const reader = await counting('7');
    const { tokens = [] } = await show(there, reader.generationId, '?include=tokens');
    const at = tokens.find(({ channel, text }) => channel === 'answer' && text.includes('3'));
    const edited = await control(there, reader.generationId, 'edit', { token: at?.index, text: ' <|end|> 11' });
    expect(edited.status).toBe(200);
    await reader.ended;
    expect(reader.isDone).toBe(true);
    const [rewound] = told(reader);
    expect(rewound).toMatchObject({ type: 'rewound', token: at?.index });
    expect(rewound?.content).toMatch(/ <\|end\|> 11$/);
    const before = reader.content.slice(0, reader.content.indexOf('7'));
    expect(before.startsWith((rewound?.content ?? '').slice(0, -' <|end|> 11'.length))).toBe(true);
    const final = await show(here, reader.generationId);
    const answer = final.output.find(({ type }) => type === 'answer')?.text ?? '';
    expect(answer.startsWith(rewound?.content ?? '?')).toBe(true);
    expect(final.status).toBe('completed');
  });

  it('is forked: both go on, each in its own way, from the same beginning', async () => {
    const reader = await counting('6');
    const { tokens = [] } = await show(there, reader.generationId, '?include=tokens');
    const at = tokens.find(({ channel, text }) => channel === 'answer' && text.includes('4'))?.index ?? 0;
    const { status, body } = await control(there, reader.generationId, 'fork', { token: at, n: 2 });
    expect(status).toBe(200);
    const forks = (body as { data: ShownGeneration[] }).data;
    expect(forks.map(({ forked_from }) => forked_from)).toEqual(
      forks.map(() => ({ id: reader.generationId, token: at })),
    );
    await reader.ended;
    expect(reader.content).toBe(whole);
    for (const { id } of forks) {
      await eventually(async () => (await show(there, id)).status === 'completed');
      const fork = await EventReader.open(`${here}/v1/generations/${id}/events?format=chat`);
      await fork.ended;
      expect(fork.content).toBe(whole);
      expect(fork.reasoning).toBe(reader.reasoning);
    }
  });

  it("is nobody else's business, and its reasoning only for those who may see it", async () => {
    const reader = await counting('4');
    const { generationId: id } = reader;
    expect((await control(there, id, 'cancel', {}, OTHERS_KEY)).status).toBe(404);
    expect((await ask(`${there}/v1/generations/${id}`, {}, OTHERS_KEY)).status).toBe(404);
    expect(await ask(`${there}/v1/generations`, {}, OTHERS_KEY)).toMatchObject({ body: { data: [] } });
    expect(await control(there, id, 'answer_now', {}, BLIND_KEY)).toMatchObject({
      status: 403,
      body: { error: { code: 'insufficient_permissions' } },
    });
    await reader.ended;
    const blind = JSON.stringify((await ask(`${there}/v1/generations/${id}?include=tokens`, {}, BLIND_KEY)).body);
    const seeing = JSON.stringify((await ask(`${there}/v1/generations/${id}?include=tokens`)).body);
    const start = JSON.stringify(reader.reasoning.slice(0, 8)).slice(1, -1);
    expect([seeing.includes(start), blind.includes(start)]).toEqual([true, false]);
    const stream = await EventReader.open(`${there}/v1/generations/${id}/events`, {}, BLIND_KEY);
    await stream.ended;
    expect([stream.reasoning, stream.content]).toEqual(['', whole]);
  });

  it('is listed with the others of its tenant, newest first', async () => {
    const reader = await counting('1');
    const { body } = await ask(`${there}/v1/generations?limit=2`);
    const { data, has_more } = body as { data: ShownGeneration[]; has_more: boolean };
    expect(data[0]).toMatchObject({ id: reader.generationId, status: 'in_progress' });
    expect([data.length, has_more]).toEqual([2, true]);
    await reader.ended;
  });
});
