import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalWorker } from '../../tools/local-cluster/local-cluster.js';
import { metricOf } from '../support/busy-worker.js';
import { EventReader } from '../support/event-reader.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const STREAMS = 64;
const COUNT = 'Count from 1 to 20.';
const WHOLE = Array.from({ length: 20 }, (_, index) => index + 1).join(', ');

describe('a rolling restart of every process', () => {
  let cluster: TestCluster;
  let baseUrls: string[];

  beforeAll(async () => {
    cluster = await startTestCluster(3, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '8', WORKER_SLOTS: '32' },
    });
    baseUrls = [cluster.baseUrl, (await cluster.cluster.startGateway()).baseUrl];
  });

  afterAll(() => cluster.stop());

  it('under 64 streams loses nothing: every client gets its whole answer, once', async () => {
    const old = { gateways: [...cluster.cluster.gateways], workers: [...cluster.cluster.workers] };
    // Those who take over are there before anything streams: on a slow machine they start for longer than an answer takes.
    const { gateways, workers } = await startAnother(old.gateways.length, old.workers.length);
    const clients = Array.from({ length: STREAMS }, (_, number) => followToTheEnd(number % 2));
    await eventually(() => clients.every(({ readers }) => (readers[0]?.content ?? '').length > 3));
    baseUrls.push(...gateways.map(({ baseUrl }) => baseUrl));
    for (const { process } of [...old.gateways, ...old.workers])
      expect(await process.stop()).toEqual({ code: 0, signal: null });
    for (const { whole, readers } of clients) {
      expect(await whole).toBe(WHOLE);
      const [first] = readers;
      expect(readers.map(({ generationId }) => generationId)).toEqual(readers.map(() => first?.generationId));
    }
    // They were really cut and handed over.
    expect(clients.filter(({ readers }) => readers.length > 1).length).toBeGreaterThanOrEqual(STREAMS / 2);
    expect(await handedOver(workers)).toBeGreaterThan(0);
  });

  async function handedOver(workers: readonly LocalWorker[]): Promise<number> {
    const resumed = workers.map(({ operationsUrl }) => metricOf(operationsUrl, 'harmonium_worker_resume_total'));
    return (await Promise.all(resumed)).reduce((sum, one) => sum + one, 0);
  }

  async function startAnother(gateways: number, workers: number) {
    const started = await Promise.all([
      Promise.all(Array.from({ length: gateways }, () => cluster.cluster.startGateway())),
      Promise.all(Array.from({ length: workers }, () => cluster.cluster.startWorker())),
    ]);
    return { gateways: started[0], workers: started[1] };
  }

  /** A client that comes back to whichever gateway there is. */
  function followToTheEnd(gateway: number): { readers: EventReader[]; whole: Promise<string> } {
    const readers: EventReader[] = [];
    const follow = async (): Promise<string> => {
      readers.push(await EventReader.chat(baseUrls[gateway] ?? '', COUNT, {}, { 'x-harmonium-resumable': 'true' }));
      for (;;) {
        const current = readers.at(-1);
        await current?.ended;
        if (current?.isDone) return readers.map(({ content }) => content).join('');
        readers.push(await comeBack(current));
      }
    };
    return { readers, whole: follow() };
  }

  async function comeBack(reader: EventReader | undefined): Promise<EventReader> {
    for (;;) {
      for (const baseUrl of [...baseUrls].reverse()) {
        const again = await reader?.resume(baseUrl).catch(() => null);
        if (again?.response.ok) return again;
        again?.leave();
      }
    }
  }
});
