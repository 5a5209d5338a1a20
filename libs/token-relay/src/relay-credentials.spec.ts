import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { ChannelCredentials } from '@grpc/grpc-js';
import { toClientCredentials, toServerCredentials, type RelayClientCredentials } from './relay-credentials.js';
import { CertificateAuthority } from './testing/certificates.js';
import { frame, isAccepted, isLost, RelayCluster } from './testing/cluster.js';

const folder = mkdtempSync(join(tmpdir(), 'relay-credentials-'));
const authority = new CertificateAuthority(folder, 'authority');
const gatewayFiles = authority.issue('gateway');
const workerFiles = authority.issue('worker');

const cluster = new RelayCluster();
afterEach(() => cluster.stop());
afterAll(() => rmSync(folder, { recursive: true }));

/** A gateway that is known to accept a proper worker, so that a refusal can only be about the other. */
async function secureGateway() {
  const gateway = await cluster.gateway(0, toServerCredentials(gatewayFiles));
  const { client, events } = cluster.worker({ credentials: toClientCredentials(workerFiles) });
  client.deliver([frame(gateway.address, 'proper', 1)]);
  await events.first(isAccepted);
  return gateway;
}

async function expectRefusal(credentials: RelayClientCredentials): Promise<void> {
  const { address, receiver } = await secureGateway();
  const { client, events } = cluster.worker({ credentials, idleForgetMs: 1 });
  client.deliver([frame(address, 'refused', 1)]);
  await events.first(({ type }) => type === 'gateway-forgotten');
  expect(events.entries.some(isAccepted)).toBe(false);
  expect(JSON.stringify(receiver.entries)).not.toContain('refused');
}

describe('mutual TLS', () => {
  it('carries frames between sides of the same authority', async () => {
    const { receiver, address } = await cluster.gateway(0, toServerCredentials(gatewayFiles));
    const { client, events } = cluster.worker({ credentials: toClientCredentials(workerFiles) });
    client.dial(address);
    await events.first(isAccepted);
    client.deliver([frame(address, 'a', 1, true)]);
    await receiver.frame('a', 1);
  });

  it('refuses a worker without a certificate', async () => {
    await expectRefusal({ channel: ChannelCredentials.createSsl(readFileSync(gatewayFiles.caFile)), serverName: null });
  });

  it('refuses a worker whose certificate another authority signed', async () => {
    const foreign = new CertificateAuthority(folder, 'foreign').issue('foreign-worker');
    await expectRefusal(toClientCredentials({ ...foreign, caFile: gatewayFiles.caFile }));
  });

  it('refuses a worker that speaks plaintext', async () => {
    await expectRefusal(toClientCredentials('plaintext'));
  });

  it('lets the worker refuse a gateway of another name', async () => {
    await expectRefusal(toClientCredentials({ ...workerFiles, serverName: 'gateway.elsewhere' }));
  });

  it('accepts a gateway dialled by address that carries the expected name', async () => {
    const named = authority.issue('named-gateway', 'DNS:gateway.harmonium');
    const { address } = await cluster.gateway(0, toServerCredentials(named));
    const credentials = toClientCredentials({ ...workerFiles, serverName: 'gateway.harmonium' });
    const { client, events } = cluster.worker({ credentials });
    client.dial(address);
    await events.first(isAccepted);
  });

  it('takes up certificates that were replaced, without a restart', async () => {
    const files = authority.issue('rotating-gateway', 'DNS:before');
    const { address } = await cluster.gateway(0, toServerCredentials(files, 20));
    const { client, events } = cluster.worker({
      credentials: toClientCredentials({ ...workerFiles, serverName: 'after' }),
    });
    client.dial(address);
    await events.first(isLost);
    const next = authority.issue('next', 'DNS:after');
    renameSync(next.certificateFile, files.certificateFile);
    renameSync(next.keyFile, files.keyFile);
    await events.first(isAccepted);
  });

  it('says at start what is wrong with the files', () => {
    expect(() => toServerCredentials({ ...gatewayFiles, keyFile: join(folder, 'missing') })).toThrow('ENOENT');
    expect(() => toClientCredentials({ ...workerFiles, keyFile: gatewayFiles.keyFile })).toThrow('mismatch');
  });
});
