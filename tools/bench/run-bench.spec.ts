import { afterEach, describe, expect, it } from '@jest/globals';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import {
  readJson,
  sendJson,
  startFakeChatServer,
  streamDeltas,
  toEvent,
  type FakeChatServer,
} from './fake-chat-server.js';
import { parseBenchOptions } from './options.js';
import { measure, runBench } from './run-bench.js';

const DELTAS = [
  { role: 'assistant', content: '' },
  { reasoning_content: 'Hm.' },
  { content: 'Pa' },
  { content: 'ris' },
];
const openServers: FakeChatServer[] = [];

afterEach(() => openServers.splice(0).forEach((server) => server.close()));

async function serve(answer: RequestListener): Promise<string> {
  const server = await startFakeChatServer((request, response) => {
    if (request.url === '/v1/models') sendJson(response, 200, { data: [{ id: 'fake' }] });
    else answer(request, response);
  });
  openServers.push(server);
  return server.baseUrl;
}

async function bench(...flags: string[]) {
  const announced: string[] = [];
  const { servers, levels } = await runBench(parseBenchOptions(flags), (step) => announced.push(step));
  return { servers, levels, announced, summary: levels[0]?.summaries[0] };
}

describe('the bench', () => {
  it('measures every request of every level', async () => {
    const baseUrl = await serve((_request, response) => streamDeltas(response, DELTAS));
    const { servers, levels } = await bench('--base-url', baseUrl, '--concurrency', '1,8', '--requests', '16');
    expect(servers).toEqual([{ baseUrl, model: 'fake' }]);
    expect(levels.map(({ streams }) => streams)).toEqual([1, 8]);
    for (const { summaries } of levels) {
      expect(summaries[0]).toMatchObject({ completed: 16, failures: {} });
      expect(summaries[0]?.firstAnswerMs?.p50).toBeGreaterThan(0);
      expect(summaries[0]?.tokensPerSecond).toBeGreaterThan(0);
    }
  });

  it('lets two servers take turns, the order reversed in every other round', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => serve((_, response) => streamDeltas(response, DELTAS))));
    const flags = ['--concurrency', '2', '--requests', '2', '--rounds', '2'];
    const { announced } = await bench('--base-url', first ?? '', '--base-url', second ?? '', ...flags);
    expect(announced.map((step) => step.split('/v1')[0])).toEqual(
      [first, second, second, first].map((baseUrl) => baseUrl?.replace('/v1', '')),
    );
  });

  it('sends the key and asks for the usage', async () => {
    const keys: unknown[] = [];
    const baseUrl = await serve((request, response) => {
      keys.push(request.headers.authorization);
      streamDeltas(response, DELTAS);
    });
    await bench('--base-url', baseUrl, '--key', 'secret', '--concurrency', '1', '--requests', '1', '--warmup', '0');
    expect(keys).toEqual(['Bearer secret']);
  });

  it('says how gpt-oss wants to be sampled, whatever the server does unasked', async () => {
    const bodies: unknown[] = [];
    const baseUrl = await serve((request, response) => {
      void readJson(request).then((body) => {
        bodies.push(body);
        streamDeltas(response, DELTAS);
      });
    });
    await bench('--base-url', baseUrl, '--concurrency', '1', '--requests', '1', '--warmup', '0', '--max-tokens', '9');
    expect(bodies).toEqual([
      {
        model: 'fake',
        messages: [{ role: 'user', content: 'Tell me a story.' }],
        max_tokens: 9,
        temperature: 1,
        top_p: 1,
        top_k: 0,
        min_p: 0,
        stream: true,
        stream_options: { include_usage: true },
      },
    ]);
  });

  it('compares two servers in a scenario of cases', async () => {
    const urls = await Promise.all([1, 2].map(() => serve((_, response) => streamDeltas(response, DELTAS))));
    const servers = urls.flatMap((url) => ['--base-url', url]);
    const flags = ['--prompt-tokens', '10', '--rounds', '1', '--requests', '2'];
    const { report, result } = await measure(parseBenchOptions([...servers, ...flags]), () => undefined);
    expect(result).toMatchObject({ servers: urls.map((baseUrl) => ({ baseUrl, model: 'fake' })) });
    expect(report).toMatch(/^\| B \/ A +\| +10 \| +warm/m);
  });

  it('opens a fresh connection where the server closed the kept one', async () => {
    const used = new WeakSet<Socket>();
    const baseUrl = await serve((request, response) => {
      if (used.has(request.socket)) return request.socket.destroy();
      used.add(request.socket);
      return streamDeltas(response, DELTAS);
    });
    const { summary } = await bench('--base-url', baseUrl, '--model', 'fake', '--concurrency', '1', '--requests', '6');
    expect(summary).toMatchObject({ completed: 6, failures: {} });
  });

  it('counts refusals, errors in mid-stream and cut streams by their reason', async () => {
    const answers: RequestListener[] = [
      (_, response) => sendJson(response, 429, { error: { code: 'rate_limit_exceeded', message: 'later' } }),
      (_, response) => response.end(toEvent({ error: { code: 'generation_failed', message: 'no' } })),
      (_, response) => response.write(toEvent({ choices: [{ delta: DELTAS[2] }] }), () => response.destroy()),
    ];
    const baseUrl = await serve((request, response) => answers.shift()?.(request, response));
    const { summary } = await bench('--base-url', baseUrl, '--concurrency', '1', '--requests', '3', '--warmup', '0');
    expect(summary?.completed).toBe(0);
    expect(summary?.failures).toEqual({
      'HTTP 429 rate_limit_exceeded: later': 1,
      'generation_failed: no': 1,
      aborted: 1,
    });
  });

  it('stops with the reason if a server cannot be warmed up', async () => {
    const baseUrl = await serve((_, response) => sendJson(response, 401, { error: { message: 'no such key' } }));
    await expect(bench('--base-url', baseUrl)).rejects.toThrow('HTTP 401 no such key');
  });

  it('watches processes while it measures', async () => {
    const baseUrl = await serve((_request, response) => streamDeltas(response, DELTAS));
    const watched = ['--pid', `bench=${process.pid}`];
    const { summary } = await bench('--base-url', baseUrl, '--concurrency', '4', '--requests', '40', ...watched);
    expect(summary?.processes).toMatchObject([{ name: 'bench' }]);
    expect(summary?.processes[0]?.residentBytes).toBeGreaterThan(2 ** 20);
  });
});
