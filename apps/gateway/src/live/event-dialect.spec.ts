import { describe, expect, it } from '@jest/globals';
import { type Frame, type Presentation, ServingError } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { ResponseStreams } from '../responses/response-streams.js';
import { type AskedEvents, hadToTheEnd, openDialect, requireLogged, requireOneChat } from './event-dialect.js';

const EVERYTHING: AskedEvents = { format: null, last: null, maySeeReasoning: true };
const options = {
  model: 'tiny:law',
  includeUsage: false,
  includeReasoning: true,
  includeLogprobs: false,
  customToolNames: [],
};
const frame: Frame = {
  sequence: 1,
  firstTokenIndex: 0,
  tokenIds: [],
  events: [
    { type: 'item-started', item: 0, kind: 'reasoning', toolName: '' },
    { type: 'reasoning-delta', item: 0, text: 'secret' },
  ],
};

const SEALS = {
  sealerOf: () => Promise.resolve({ observe: () => undefined, seal: (text: string) => `sealed ${text}` }),
};

const RESPONSES = new ResponseStreams(SEALS, { progressOf: () => Promise.resolve(null) });

async function tell(presentation: Presentation | null, asked: Partial<AskedEvents> = {}, choices = 1): Promise<string> {
  const [first, ...others] = Array.from({ length: choices }, () => sampleGeneration({ presentation }));
  const dialect = await openDialect(
    [first ?? sampleGeneration(), ...others],
    { ...EVERYTHING, ...asked },
    SEALS,
    RESPONSES,
  );
  return dialect.opening() + dialect.pushFrame(frame, 0);
}

describe('the events of a generation', () => {
  it('are told in the dialect in which it was asked, under the name it was asked of', async () => {
    const text = await tell({ dialect: 'chat', options });
    expect(text).toContain('"object":"chat.completion.chunk"');
    expect(text).toContain('"model":"tiny:law"');
    expect(text).not.toContain('"usage"');
  });

  it.each([null, { dialect: 'later', options: {} }, { dialect: 'chat', options: {} }])(
    'are told as they are when that was none of ours: %j',
    async (presentation) => {
      expect(await tell(presentation)).toMatch(/^id: 0\.1\nevent: item-started\n/);
      expect(await tell(presentation, { format: 'chat' })).toContain('"model":"gpt-oss-test"');
    },
  );

  it('are told as they are when that is asked for', async () => {
    expect(await tell({ dialect: 'chat', options }, { format: 'events' })).toContain('event: reasoning-delta');
  });

  it('go on from where the client was', async () => {
    const text = await tell({ dialect: 'chat', options }, { last: { id: '1', field: 'Last-Event-ID' } });
    expect(text).toBe('');
    const ask = tell(null, { last: { id: 'here', field: 'starting_after' } });
    await expect(ask).rejects.toThrow(expect.objectContaining({ code: 'invalid_value', param: 'starting_after' }));
  });

  it('have no reasoning for whoever may not see it', async () => {
    for (const format of ['chat', 'events'] as const) {
      expect(await tell({ dialect: 'chat', options }, { format, maySeeReasoning: false })).not.toContain('secret');
      expect(await tell({ dialect: 'chat', options }, { format })).toContain('secret');
    }
  });

  it('are told as a message, with thoughts sealed for whoever may see them', async () => {
    const message = { dialect: 'messages', options: { model: 'claude', thinking: 'shown', maxTokens: 10 } };
    expect(await tell(message)).toMatch(
      /^id: 0\.1\nevent: content_block_start\n.*\n\nid: 1\nevent: content_block_delta\n/,
    );
    expect(await tell(message, { maySeeReasoning: false })).toBe('');
  });

  it('of several generations are those of a chat', async () => {
    expect(await tell({ dialect: 'chat', options }, {}, 2)).toMatch(/^id: 0,-\n/);
    await expect(tell({ dialect: 'chat', options }, { format: 'events' }, 2)).rejects.toThrow(ServingError);
  });
});

describe('several generations', () => {
  const first = sampleGeneration({ presentation: { dialect: 'chat', options }, acceptedAtMs: 5 });
  const like = (other: Parameters<typeof sampleGeneration>[0]) => sampleGeneration({ ...first, ...other });

  it('are told together when one request asked for them', () => {
    const copy = { dialect: 'chat', options: { ...options } };
    expect(() => requireOneChat([first, like({ id: 'gen_other', presentation: copy })])).not.toThrow();
    expect(() => requireOneChat([first])).not.toThrow();
  });

  it.each([
    { acceptedAtMs: 6 },
    { model: 'other' },
    { presentation: null },
    { presentation: { dialect: 'chat', options: { ...options, includeUsage: true } } },
  ])('are refused when one of them differs in %j', (other) => {
    const ask = (): void => requireOneChat([first, like({}), like(other)]);
    expect(ask).toThrow(expect.objectContaining({ code: 'invalid_value', param: 'id' }));
  });
});

describe('somebody who comes back', () => {
  const records = [
    { state: 'running', logLength: 5 },
    { state: 'finished', logLength: 7 },
  ] as const;
  const comesWith = (id: string) => () => requireLogged(records, { id, field: 'Last-Event-ID' });

  it('has no more of any choice than its log', () => {
    for (const id of ['5,7', '0,-', '4.2,6.1']) expect(comesWith(id)).not.toThrow();
    expect(() => requireLogged(records, null)).not.toThrow();
  });

  it('has some of the choices to their end', () => {
    const known = records.map((record, at) => ({ ...record, generation: sampleGeneration({ id: `gen_${at}` }) }));
    const had = (id: string) => hadToTheEnd(known, { id, field: 'Last-Event-ID' }).map((one) => one.id);
    expect(had('5,7')).toEqual(['gen_1']);
    for (const id of ['5,6.9', '5,-']) expect(had(id)).toEqual([]);
    expect(hadToTheEnd(known, null)).toEqual([]);
  });

  it('is told when the log lost what they have, which may come back while it runs', () => {
    expect(comesWith('6,1')).toThrow(expect.objectContaining({ code: 'ledger_unavailable' }));
    expect(comesWith('1,8')).toThrow(expect.objectContaining({ code: 'generation_lost' }));
  });
});
