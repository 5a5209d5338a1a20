import { describe, expect, it } from '@jest/globals';
import type { ResponseItem } from '#openai-api';
import { ConnectionMemory } from './connection-memory.js';

const said = (text: string): ResponseItem[] => [
  { type: 'message', id: 'msg_1', role: 'user', status: 'completed', content: [{ type: 'input_text', text }] },
];

describe('the memory of a connection', () => {
  it('knows what its responses left', () => {
    const memory = new ConnectionMemory();
    memory.remember('resp_1', said('Hello'));
    expect(memory.recall('resp_1')).toEqual(said('Hello'));
    expect(memory.recall('resp_2')).toBeNull();
  });

  it('forgets the responses that nobody went on from for longest, not those in use', () => {
    const memory = new ConnectionMemory();
    for (let number = 1; number <= 40; number++) {
      memory.remember(`resp_${number}`, said(`${number}`));
      expect(memory.recall('resp_1')).not.toBeNull();
    }
    expect(memory.recall('resp_2')).toBeNull();
    expect(memory.recall('resp_40')).not.toBeNull();
  });

  it('keeps no more than so much, be it in few responses', () => {
    const memory = new ConnectionMemory();
    const long = said('x'.repeat(12 * 2 ** 20));
    for (let number = 1; number <= 3; number++) memory.remember(`resp_${number}`, long);
    expect([1, 2, 3].map((number) => memory.recall(`resp_${number}`) !== null)).toEqual([false, true, true]);
  });
});
