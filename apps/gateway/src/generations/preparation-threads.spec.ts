import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleRequest } from '../../../../test/support/sample-request.js';
import { PreparationThreads } from './preparation-threads.js';

/** Never done with a hash of `wait`, and done at once with others. */
const THREAD = `export default ({ vocabularyHash }) =>
  vocabularyHash === 'wait' ? new Promise(() => setInterval(() => undefined, 1000)) : { compiled: [], tokenIds: [1] };`;

describe('the threads for large requests', () => {
  const directory = mkdtempSync(join(tmpdir(), 'harmonium-thread-'));
  const file = join(directory, 'thread.mjs');

  beforeAll(() => writeFileSync(file, THREAD));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('give back what the file makes of a task', async () => {
    const threads = new PreparationThreads(pathToFileURL(file));
    expect(await threads.run(taskOf('ready'))).toEqual({ compiled: [], tokenIds: [1] });
    await threads.close();
  });

  it('refuse what would wait behind 64 others, and say when to come again', async () => {
    const threads = new PreparationThreads(pathToFileURL(file));
    const waiting = Array.from({ length: 66 }, () => threads.run(taskOf('wait')).catch(() => 'closed'));
    await expect(threads.run(taskOf('wait'))).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 5 });
    await threads.close();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['closed']));
  });
});

function taskOf(vocabularyHash: string) {
  const { prompt } = sampleRequest();
  return { prompt, schemas: [], vocabularyHash, serializedVocabulary: new Uint8Array() };
}
