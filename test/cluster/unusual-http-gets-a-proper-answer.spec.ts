import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const question = { model: TINY, messages: [{ role: 'user', content: 'Hello' }], stream: true, temperature: 0 };

describe('unusual but possible HTTP', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
  });

  afterAll(() => cluster.stop());

  function post(
    body: string | Buffer,
    headers: Record<string, string>,
  ): Promise<{ status: number; connection: string; body: string }> {
    return new Promise((resolve, reject) => {
      const sent = { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json', ...headers };
      const outgoing = request(`${cluster.baseUrl}/v1/chat/completions`, {
        method: 'POST',
        agent: false,
        headers: sent,
      });
      outgoing.once('error', reject).once('response', (response) => {
        const { statusCode = 0, headers: received } = response;
        text(response).then(
          (whole) => resolve({ status: statusCode, connection: received.connection ?? '', body: whole }),
          reject,
        );
      });
      outgoing.end(body);
    });
  }

  /** What comes back for bytes that are no request, until the server closes. */
  function send(bytes: string): Promise<string> {
    const { hostname, port } = new URL(cluster.baseUrl);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    return text(socket);
  }

  it('such as a client that reads a stream until the connection closes', async () => {
    const answer = await post(JSON.stringify(question), { connection: 'close' });
    expect(answer).toMatchObject({ status: 200, connection: 'close' });
    expect(answer.body.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  it('such as one that keeps the connection for its next request', async () => {
    expect(await post(JSON.stringify(question), { connection: 'keep-alive' })).toMatchObject({
      connection: 'keep-alive',
    });
  });

  it('such as a compressed body, which is refused before it is unpacked', async () => {
    const answer = await post(gzipSync(JSON.stringify(question)), { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'unsupported_media_type' } });
  });

  it('such as a client that would rather speak HTTP/2, as that of Java asks every time', async () => {
    const offer = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAARAAAAAAAIAAAAA',
    };
    const answer = await post(JSON.stringify(question), offer);
    expect(answer).toMatchObject({ status: 200, connection: 'keep-alive' });
    expect(answer.body.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  it('such as bytes that are no HTTP at all', async () => {
    const answer = await send('NONSENSE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
      error: { type: 'invalid_request_error', code: 'invalid_request' },
    });
  });
});
