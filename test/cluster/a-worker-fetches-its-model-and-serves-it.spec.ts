import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TINY_MODEL } from '../../tools/local-cluster/local-cluster.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { substanceOf, wholeAnswer } from '../support/whole-answer.js';

const FILE = '/owner/repo/resolve/main/tiny-gpt-oss.gguf';
const SOURCE = 'hf:owner/repo/tiny-gpt-oss.gguf';
const tiny = readFileSync(TINY_MODEL);
const sha256 = createHash('sha256').update(tiny).digest('hex');

describe('a worker whose model is elsewhere', () => {
  let mirror: Server;
  let cluster: TestCluster;
  let cache: string;
  const requests: string[] = [];

  beforeAll(async () => {
    cache = mkdtempSync(join(tmpdir(), 'harmonium-cache-'));
    mirror = createServer(({ url }, response) => {
      requests.push(url ?? '');
      if (url === FILE) response.writeHead(200, { 'content-length': tiny.length, etag: '"tiny"' }).end(tiny);
      else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(mirror, 'listening');
    const { port } = mirror.address() as AddressInfo;
    cluster = await startTestCluster(2, {
      modelPath: SOURCE,
      workerEnvironment: { MODEL_MIRROR: `http://127.0.0.1:${port}`, MODEL_CACHE: cache, MODEL_SHA256: sha256 },
    });
  });

  afterAll(async () => {
    await cluster.stop();
    mirror.closeAllConnections();
    mirror.close();
    rmSync(cache, { recursive: true, force: true });
  });

  it('fetches it and serves it, and two that start at once fetch it once', async () => {
    const answer = await wholeAnswer(cluster.baseUrl, 'What is the capital of France?');
    expect(substanceOf(answer)).toMatchObject({ content: 'The capital of France is Paris.', finishReason: 'stop' });
    expect(requests).toEqual([FILE]);
  });

  it('finds it the next time without asking anybody', async () => {
    const worker = await cluster.cluster.startWorker({ MODEL_OFFLINE: 'true' });
    expect(worker.process.running).toBe(true);
    expect(requests).toEqual([FILE]);
  });

  const lastLine = async (environment: Record<string, string>): Promise<string> => {
    const { process } = await cluster.cluster.spawnWorker(environment);
    expect(await process.exited).toEqual({ code: 1, signal: null });
    return process.lastWords.split('\n').at(-1) ?? '';
  };

  it('ends with one line when it is another file than the pinned one, and does not keep it', async () => {
    const other = mkdtempSync(join(cache, 'other-'));
    expect(await lastLine({ MODEL_CACHE: other, MODEL_SHA256: '0'.repeat(64) })).toMatch(
      new RegExp(
        `^The model ${SOURCE} cannot be served: what .* sent .* has SHA-256 ${sha256}, and MODEL_SHA256 says 0{64}`,
      ),
    );
    expect(existsSync(join(other, 'hf/owner/repo/main/tiny-gpt-oss.gguf'))).toBe(false);
  });

  it('ends with one line that says what to do when the mirror does not have it', async () => {
    expect(await lastLine({ MODEL_PATH: 'hf:owner/other/m.gguf' })).toMatch(
      /^The model hf:owner\/other\/m.gguf cannot be served: .* has no such file \(404\): check owner, repository/,
    );
  });
});
