import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { busyWorker } from '../support/busy-worker.js';
import { type StreamedAnswer, streamAnswer } from '../support/chat-client.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

const words = { type: 'array', items: { type: 'string', pattern: '^[a-z]{3,6}$' }, minItems: 8, maxItems: 8 };
const response_format = {
  type: 'json_schema',
  json_schema: {
    name: 'words',
    strict: true,
    schema: { type: 'object', properties: { words }, required: ['words'], additionalProperties: false },
  },
};

describe('a worker that dies in the middle of a bound answer', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(3, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' } });
  });

  afterAll(() => cluster.stop());

  /** Kills the worker when so many characters of the answer have come. */
  async function interrupted(
    question: string,
    extra: Record<string, unknown>,
    characters: number,
  ): Promise<StreamedAnswer> {
    let seen = 0;
    let killed = false;
    return streamAnswer(cluster.baseUrl, question, extra, {
      onChunk: ({ choices }) => {
        seen += choices?.[0]?.delta.content?.length ?? 0;
        if (killed || seen < characters) return;
        killed = true;
        void busyWorker(cluster).then(({ process }) => process.kill());
      },
    });
  }

  it('leaves the grammar where it was: the next one goes on inside it', async () => {
    const extra = { response_format, temperature: 0 };
    const whole = await streamAnswer(cluster.baseUrl, 'Tell me a story.', extra);
    const answer = await interrupted('Tell me a story.', extra, 25);
    expect(answer).toMatchObject({ error: null, done: true, finishReason: 'stop', content: whole.content });
    const { words: told } = JSON.parse(answer.content) as { words: string[] };
    expect(told).toHaveLength(8);
    for (const word of told) expect(word).toMatch(/^[a-z]{3,6}$/);
  });

  it('leaves the dice where they were: the same seed gives the same answer', async () => {
    const extra = { temperature: 1, seed: 4_711 };
    const whole = await streamAnswer(cluster.baseUrl, 'Tell me a story.', extra);
    const answer = await interrupted('Tell me a story.', extra, 30);
    expect(answer).toMatchObject({ error: null, done: true, content: whole.content, reasoning: whole.reasoning });
    expect(cluster.cluster.workers.filter(({ process }) => process.running)).toHaveLength(1);
  });
});
