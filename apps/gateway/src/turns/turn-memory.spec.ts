import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LedgerAccess, openLedger, retryUntilReachable } from '#ledger';
import { toCallId } from '#openai-api';
import { type Conversation, type Frame, type Generation, ServingError } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { TurnMemory } from './turn-memory.js';

describe('the memory of turns', () => {
  let ledger: LedgerAccess;
  let memory: TurnMemory;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    ledger = openLedger(temporary.server.url, () => undefined);
    memory = new TurnMemory(ledger.turns);
    await retryUntilReachable(() => ledger.turns.recall('acme', ['any']), AbortSignal.timeout(10_000));
  });

  afterAll(async () => {
    await ledger.close();
    await remove();
  });

  it('knows a turn before its end is passed on, and puts it back for the tenant it was written for', async () => {
    const generation = sampleGeneration({ toolNames: ['look'], tenant: 'acme' });
    const callId = toCallId(generation.id, 0);
    for await (const frames of memory.record(generation, batchesOf(turnFrames()))) {
      expect(frames).toEqual(turnFrames());
      const restored = await memory.restore(conversationWith(callId), 'acme', generation.vocabularyHash);
      expect(restored.messages).toEqual([{ type: 'produced-turn', tokenIds: [1, 2, 3] }]);
    }
  });

  it('tells nothing to another tenant, nor for an id that was made up, nor for another vocabulary', async () => {
    const generation = sampleGeneration({ toolNames: ['look'], tenant: 'acme' });
    await recordAll(memory, generation);
    const callId = toCallId(generation.id, 0);
    const own = conversationWith(callId);
    expect(await memory.restore(own, 'other', generation.vocabularyHash)).toEqual(own);
    expect(await memory.restore(own, 'acme', 'another')).toEqual(own);
    const forged = conversationWith(toCallId(generation.id, 1));
    expect(await memory.restore(forged, 'acme', generation.vocabularyHash)).toEqual(forged);
  });

  it('remembers nothing of a generation that has no tools', async () => {
    const generation = sampleGeneration({ tenant: 'acme' });
    await recordAll(memory, generation);
    const conversation = conversationWith(toCallId(generation.id, 0));
    expect(await memory.restore(conversation, 'acme', generation.vocabularyHash)).toEqual(conversation);
  });

  it('asks for 128 calls of a conversation with thousands, and for none without calls of its own', async () => {
    const asked: number[] = [];
    const counting = new TurnMemory({
      remember: () => Promise.resolve(),
      recall: (_, callIds) => {
        asked.push(callIds.length);
        return Promise.resolve(callIds.map(() => null));
      },
    });
    const calls = Array.from({ length: 5000 }, (_, item) => conversationWith(toCallId('gen_sample', item)).messages);
    await counting.restore({ ...conversationWith(''), messages: calls.flat() }, 'acme', 'vocabulary');
    await counting.restore(conversationWith('call_of_another_server'), 'acme', 'vocabulary');
    expect(asked).toEqual([128]);
  });

  it('knows nothing while the ledger is away, and holds no stream up', async () => {
    const away = (): Promise<never> => Promise.reject(new ServingError('ledger_unavailable'));
    const forgetful = new TurnMemory({ remember: away, recall: away });
    const generation = sampleGeneration({ toolNames: ['look'] });
    expect(await recordAll(forgetful, generation)).toEqual([turnFrames()]);
    const conversation = conversationWith(toCallId(generation.id, 0));
    expect(await forgetful.restore(conversation, 'default', generation.vocabularyHash)).toEqual(conversation);
  });
});

async function recordAll(memory: TurnMemory, generation: Generation): Promise<(readonly Frame[])[]> {
  const batches: (readonly Frame[])[] = [];
  for await (const frames of memory.record(generation, batchesOf(turnFrames()))) batches.push(frames);
  return batches;
}

async function* batchesOf(frames: readonly Frame[]): AsyncGenerator<readonly Frame[], void, void> {
  yield await Promise.resolve(frames);
}

function turnFrames(): Frame[] {
  const usage = { promptTokens: 1, cachedTokens: 0, completionTokens: 3, reasoningTokens: 0 };
  const events: Frame['events'] = [
    { type: 'item-started', item: 0, kind: 'tool-call', toolName: 'look' },
    { type: 'tool-arguments-delta', item: 0, text: '{}' },
    { type: 'finish', reason: 'tool-call', usage },
  ];
  return [{ sequence: 1, firstTokenIndex: 0, tokenIds: [1, 2, 3], events }];
}

function conversationWith(callId: string): Conversation {
  return {
    instructions: '',
    messages: [{ type: 'tool-call', name: 'look', argumentsText: '{}', callId }],
    tools: [],
    responseFormats: [],
    reasoningEffort: 'medium',
    currentDate: null,
  };
}
