import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricOf } from '../support/busy-worker.js';
import { Conversation, type Turn, affinityOf } from '../support/conversation.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const WORKERS = 4;
const CHATS = ['blue', 'red', 'green'];
const QUESTIONS = ['Hello', 'What is the capital of France?', 'What is 2 plus 3?', 'Count from 1 to 5.', 'Thank you'];

describe('chats of several turns over four workers', () => {
  let cluster: TestCluster;
  /** The turns of each chat, in order. */
  let chats: Turn[][];

  beforeAll(async () => {
    cluster = await startTestCluster(WORKERS);
    await eventually(async () => (await metricOf(cluster.baseUrl, 'harmonium_gateway_ready_workers')) === WORKERS);
    const conversations = CHATS.map((colour) => new Conversation(cluster, `Your favourite colour is ${colour}.`));
    chats = conversations.map(() => []);
    for (const question of QUESTIONS)
      for (const [index, conversation] of conversations.entries()) chats[index]?.push(await conversation.say(question));
  });

  afterAll(() => cluster.stop());

  it('are answered, and longer with every turn', () => {
    for (const turn of chats.flat()) expect(turn).toMatchObject({ status: 200, content: expect.stringMatching(/./) });
    for (const turns of chats) expect(turns.map(({ promptTokens }) => promptTokens)).toEqual(sorted(turns));
  });

  it('go on where the turn before was read, so that nothing of it is read again', () => {
    const later = chats.flatMap((turns) => turns.slice(1).map((turn, index) => ({ turn, before: turns[index] })));
    const covered = later.filter(({ turn, before }) => turn.cachedTokens >= (before?.promptTokens ?? Infinity));
    // A worker that takes long to answer rightly loses a turn. By chance it would be one in four.
    expect(covered.length / later.length).toBeGreaterThanOrEqual(0.75);
  });

  it('are counted', async () => {
    expect(await affinityOf(cluster, 'none')).toBe(CHATS.length);
    const offered = CHATS.length * (QUESTIONS.length - 1);
    await eventually(
      async () => (await affinityOf(cluster, 'hit')) + (await affinityOf(cluster, 'fallback')) === offered,
    );
    expect(await affinityOf(cluster, 'hit')).toBeGreaterThan(offered / 2);
  });
});

function sorted(turns: readonly Turn[]): number[] {
  return [...new Set(turns.map(({ promptTokens }) => promptTokens))].sort((left, right) => left - right);
}
