import { describe, expect, it } from '@jest/globals';
import type { ResponseItem } from '#openai-api';
import { ConnectionMemory } from './connection-memory.js';
import { SocketMemory } from './socket-memory.js';

const said = (text: string): ResponseItem[] => [
  { type: 'message', id: 'msg_1', role: 'user', status: 'completed', content: [{ type: 'input_text', text }] },
];
const knownTo = (memory: ConnectionMemory, ids: readonly string[]): string[] =>
  ids.filter((id) => memory.recall(id) !== null);

describe('the memory of a connection', () => {
  it('knows what its responses left', () => {
    const memory = new ConnectionMemory(new SocketMemory());
    memory.remember('resp_1', said('Hello'));
    expect(memory.recall('resp_1')).toEqual(said('Hello'));
    expect(memory.recall('resp_2')).toBeNull();
  });

  it('forgets the responses that nobody went on from for longest, not those in use', () => {
    const shared = new SocketMemory();
    const memory = new ConnectionMemory(shared);
    for (let number = 1; number <= 40; number++) {
      memory.remember(`resp_${number}`, said(`${number}`));
      expect(memory.recall('resp_1')).not.toBeNull();
    }
    expect(knownTo(memory, ['resp_1', 'resp_2', 'resp_40'])).toEqual(['resp_1', 'resp_40']);
    memory.clear();
    expect(shared.characters).toBe(0);
    expect(memory.recall('resp_40')).toBeNull();
  });

  it('keeps no more than so much together with all others, be it in few responses', () => {
    const shared = new SocketMemory(3_000);
    const [one, other] = [new ConnectionMemory(shared), new ConnectionMemory(shared)];
    one.remember('resp_1', said('x'.repeat(1_000)));
    other.remember('resp_2', said('x'.repeat(1_000)));
    expect(one.recall('resp_1')).not.toBeNull();
    one.remember('resp_3', said('x'.repeat(1_000)));
    expect(knownTo(one, ['resp_1', 'resp_3'])).toEqual(['resp_1', 'resp_3']);
    expect(other.recall('resp_2')).toBeNull();
    other.remember('resp_4', said('x'.repeat(4_000)));
    expect(other.recall('resp_4')).toBeNull();
    expect(shared.characters).toBeLessThanOrEqual(3_000);
  });

  it('measures what a conversation goes on with once', () => {
    let read = 0;
    const [item] = said('');
    if (!item) throw new Error('There is none');
    const counted = new Proxy(item, {
      ownKeys: (target) => {
        read++;
        return Reflect.ownKeys(target);
      },
    });
    const memory = new ConnectionMemory(new SocketMemory());
    memory.remember('resp_1', [counted]);
    memory.remember('resp_2', [counted, ...said('more')]);
    expect(read).toBe(1);
  });
});
