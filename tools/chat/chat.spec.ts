import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  readJson,
  sendJson,
  startFakeChatServer,
  streamDeltas,
  type FakeChatServer,
} from '../bench/fake-chat-server.js';
import { chat } from './chat.js';

const QUESTION = 'What is the capital of France?';
const DELTAS = [
  { role: 'assistant', content: '' },
  { reasoning: 'The user asks', reasoning_content: 'The user asks' },
  { reasoning: ' for it.', reasoning_content: ' for it.' },
  { content: 'Par' },
  { content: 'is.' },
];

let server: FakeChatServer | undefined;
afterEach(() => server?.close());

async function serve(answer: RequestListener): Promise<string> {
  server = await startFakeChatServer((request, response) => {
    if (request.url === '/v1/models')
      sendJson(response, 200, { object: 'list', data: [{ id: 'first' }, { id: 'second' }] });
    else answer(request, response);
  });
  return server.baseUrl;
}

async function run(commandLine: string[], environment: NodeJS.ProcessEnv, keyFile = '/nowhere/api-key') {
  const [output, errors] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const exitCode = await chat(commandLine, { environment, keyFile, output, errors });
  return { exitCode, printed: textIn(output), complaint: textIn(errors) };
}

function textIn(stream: PassThrough): string {
  const text: unknown = stream.read();
  return typeof text === 'string' ? text : '';
}

describe('a chat at the terminal', () => {
  it('prints the reasoning, a blank line and the answer, without colours where there is no terminal', async () => {
    const baseUrl = await serve((_, response) => streamDeltas(response, DELTAS));
    const result = await run([QUESTION], { HARMONIUM_BASE_URL: baseUrl, HARMONIUM_API_KEY: 'key' });
    expect(result).toEqual({ exitCode: 0, printed: 'The user asks for it.\n\nParis.\n', complaint: '' });
  });

  it('asks the first model, with the effort and the instructions that were given', async () => {
    let asked: unknown;
    const baseUrl = await serve((request, response) => {
      void readJson(request).then((body) => {
        asked = body;
        streamDeltas(response, DELTAS);
      });
    });
    const flags = ['--effort', 'low', '--system', 'Answer briefly.'];
    await run([...flags, QUESTION], { HARMONIUM_BASE_URL: baseUrl, HARMONIUM_API_KEY: 'key' });
    expect(asked).toMatchObject({
      model: 'first',
      reasoning_effort: 'low',
      messages: [
        { role: 'system', content: 'Answer briefly.' },
        { role: 'user', content: QUESTION },
      ],
    });
  });

  it('takes the key from the file that npm start writes', async () => {
    const keyFile = join(await mkdtemp(join(tmpdir(), 'chat-')), 'api-key');
    await writeFile(keyFile, 'from-file\n');
    let authorization: unknown;
    const baseUrl = await serve((request, response) => {
      authorization = request.headers.authorization;
      streamDeltas(response, DELTAS);
    });
    await run([QUESTION], { HARMONIUM_BASE_URL: baseUrl }, keyFile);
    expect(authorization).toBe('Bearer from-file');
  });

  it('says in one sentence that nothing answers', async () => {
    const baseUrl = await serve(() => undefined);
    server?.close();
    const { exitCode, complaint } = await run([QUESTION], { HARMONIUM_BASE_URL: baseUrl, HARMONIUM_API_KEY: 'key' });
    expect(complaint).toBe(`Nothing answers at ${baseUrl}; start it with npm start\n`);
    expect(exitCode).toBe(1);
  });

  it('says that the key is missing, or not known to the server', async () => {
    const missing = await run([QUESTION], {});
    expect(missing.complaint).toContain('There is no API key');
    expect(missing.exitCode).toBe(2);

    const refusal = { error: { message: 'Incorrect API key provided.', type: 'invalid_request_error' } };
    const baseUrl = await serve((_, response) => sendJson(response, 401, refusal));
    const refused = await run([QUESTION], { HARMONIUM_BASE_URL: baseUrl, HARMONIUM_API_KEY: 'wrong' });
    expect(refused.complaint).toContain('does not know this API key');
    expect(refused.exitCode).toBe(1);
  });

  it('explains itself if nothing is asked or the effort is unknown', async () => {
    expect(await run([], {})).toMatchObject({ exitCode: 2, complaint: expect.stringContaining('Usage: npm run chat') });
    expect((await run(['--effort', 'huge', QUESTION], {})).complaint).toContain('low, medium or high');
  });
});
