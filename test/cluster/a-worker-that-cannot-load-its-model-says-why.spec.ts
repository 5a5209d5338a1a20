import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TINY_MODEL } from '../../tools/local-cluster/local-cluster.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

const MEGABYTE = 2 ** 20;
const tiny = readFileSync(TINY_MODEL);

describe('a worker that cannot load its model', () => {
  let cluster: TestCluster;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'harmonium-models-'));
    cluster = await startTestCluster(0);
  });

  afterAll(async () => {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const lastLines = async (environment: Record<string, string>): Promise<string[]> => {
    const { process } = await cluster.cluster.spawnWorker(environment);
    expect(await process.exited).toEqual({ code: 1, signal: null });
    return process.lastWords.split('\n');
  };

  it.each<[why: string, contents: Buffer | string | null, reason: RegExp]>([
    ['it is not there', null, /no such file or directory/],
    ['it is a text', 'This is no model.\n'.repeat(100), /Invalid GGUF magic/],
    ['it is empty', '', /Invalid GGUF magic/],
    [
      'its weights are cut off',
      tiny.subarray(0, MEGABYTE),
      /not within the file bounds, model is corrupted or incomplete/,
    ],
    ['its head is cut off', tiny.subarray(0, MEGABYTE / 10), /failed to read key-value pairs/],
    [
      'it is a model of another kind',
      renamed('gpt-oss', 'minicpm'),
      /it is a "minicpm" model, and only gpt-oss models/,
    ],
  ])('because %s ends with one line that names the file and says so', async (why, contents, reason) => {
    const path = join(directory, `${why.replaceAll(' ', '-')}.gguf`);
    if (contents !== null) writeFileSync(path, contents);
    const lines = await lastLines({ MODEL_PATH: path });
    const last = lines.pop() ?? '';
    expect(last).toMatch(reason);
    expect(last.startsWith(`The model ${path} cannot be served: `)).toBe(true);
    expect(lines.filter((line) => !/^(\{"level":|\[node-llama-cpp\] )/.test(line))).toEqual([]);
  });

  it.each([
    [
      { WORKER_SLOTS: '256', WORKER_CONTEXT_TOKENS: '1000000' },
      /256 slots of 1000000 tokens take 262\.1 GB of memory .* are free/,
    ],
    [{ WORKER_GPU: 'cuda' }, /llama\.cpp cannot use "cuda" on this machine/],
    [{ WORKER_LORA: 'law=/no/such/adapter.gguf' }, /the adapter law \(\/no\/such\/adapter\.gguf\) does not load/],
  ])('because of %j ends with one line that says so', async (environment, reason) => {
    expect((await lastLines(environment)).join('\n')).toMatch(reason);
  });

  it('because it is configured wrongly ends with everything that is wrong', async () => {
    const lines = await lastLines({
      MODEL_PATH: '',
      WORKER_SLOTS: '0',
      WORKER_GPU: 'amiga',
      WORKER_GPU_LAYERS: 'many',
      WORKER_LORA: 'law',
    });
    expect(lines).toEqual([
      'The configuration is not usable:',
      expect.stringMatching(/^ {2}- MODEL_PATH: must name the GGUF file/),
      expect.stringMatching(/^ {2}- WORKER_SLOTS: .* from 1 to 256, not "0"/),
      expect.stringMatching(/^ {2}- WORKER_GPU: .*"amiga"/),
      expect.stringMatching(/^ {2}- WORKER_GPU_LAYERS: .*"many"/),
      expect.stringMatching(/^ {2}- WORKER_LORA: "law" is not name=path/),
    ]);
  });

  it('because it would talk to gateways in the clear unasked ends with what it needs', async () => {
    const lines = await lastLines({ RELAY_PLAINTEXT: '' });
    expect(lines).toEqual([
      'The configuration is not usable:',
      expect.stringMatching(/^ {2}- RELAY_TLS_CERTIFICATE: .*RELAY_PLAINTEXT/),
      expect.stringMatching(/^ {2}- RELAY_TLS_KEY: .*RELAY_PLAINTEXT/),
      expect.stringMatching(/^ {2}- RELAY_TLS_AUTHORITY: .*RELAY_PLAINTEXT/),
    ]);
  });
});

/** The tiny model under the name of another architecture, which is as long. */
function renamed(from: string, to: string): Buffer {
  const copy = Buffer.from(tiny);
  copy.write(to, copy.indexOf(from, copy.indexOf('general.architecture')));
  return copy;
}
