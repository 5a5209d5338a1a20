import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamAnswer } from '../support/chat-client.js';
import { writeRandomAdapter } from '../support/random-adapter.js';
import { TEST_KEY, TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const QUESTION = 'Tell me a story.';
const LAW = `${TINY}:law`;

describe('a LoRA adapter', () => {
  let cluster: TestCluster;
  let directory: string;
  const ask = (model: string, extra: Record<string, unknown> = {}) =>
    streamAnswer(cluster.baseUrl, QUESTION, { model, max_completion_tokens: 60, ...extra });
  const listed = async (): Promise<string[]> => {
    const response = await fetch(`${cluster.baseUrl}/v1/models`, { headers: { authorization: `Bearer ${TEST_KEY}` } });
    return ((await response.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
  };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'harmonium-adapter-'));
    const [law, song] = [join(directory, 'law.gguf'), join(directory, 'song.gguf')];
    await writeRandomAdapter(law, 1);
    await writeRandomAdapter(song, 2);
    cluster = await startTestCluster(0);
    await cluster.cluster.startWorker({ WORKER_LORA: `law=${law},song=${song}@0.5` });
    await eventually(async () => (await listed()).length === 3);
  });

  afterAll(async () => {
    await cluster.stop();
    rmSync(directory, { recursive: true });
  });

  it('is listed beside its model', async () => {
    expect(await listed()).toEqual([TINY, LAW, `${TINY}:song`]);
  });

  it('answers in its own way, and the model in its own, alone and at the same time', async () => {
    const plain = await ask(TINY);
    const law = await ask(LAW);
    expect(law.chunks[0]).toMatchObject({ model: LAW });
    const said = ({ reasoning, content }: typeof plain): string => reasoning + content;
    expect(said(law)).not.toBe(said(plain));
    const models = [TINY, LAW, TINY, LAW, `${TINY}:song`];
    const together = await Promise.all(models.map((model) => ask(model)));
    expect(together.slice(0, 4).map(said)).toEqual([plain, law, plain, law].map(said));
    expect(said(together[4] ?? plain)).not.toBe(said(law));
  });

  it('goes on where a worker has it, when that one dies', async () => {
    const plain = await cluster.cluster.startWorker();
    const other = await cluster.cluster.startWorker({
      WORKER_LORA: `law=${join(directory, 'law.gguf')}`,
      WORKER_PACE_TOKENS_PER_SECOND: '40',
    });
    await cluster.worker(0).process.stop();
    const whole = await ask(LAW);
    await cluster.cluster.startWorker({ WORKER_LORA: `law=${join(directory, 'law.gguf')}` });
    let chunks = 0;
    const answer = await streamAnswer(
      cluster.baseUrl,
      QUESTION,
      { model: LAW, max_completion_tokens: 60 },
      { onChunk: () => void (++chunks === 12 && other.process.kill()) },
    );
    expect(answer).toMatchObject({ error: null, done: true });
    expect(answer.reasoning + answer.content).toBe(whole.reasoning + whole.content);
    expect(plain.process.running).toBe(true);
  });

  it('that nobody has any more cannot be asked', async () => {
    const { status } = await ask(`${TINY}:none`);
    expect(status).toBe(404);
  });
});
