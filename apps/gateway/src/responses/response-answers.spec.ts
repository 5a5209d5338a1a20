import { describe, expect, it } from '@jest/globals';
import { parseResponseRequest, readResponseEcho, toGenerationRequest } from '#openai-api';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import type { Answers } from '../answers/answers.js';
import type { OpenAnswer } from '../http/open-answer.js';
import { ResponseAnswers } from './response-answers.js';
import type { BegunResponse } from './response-creation.js';
import { ResponseStreams, identityOf } from './response-streams.js';
import { CONTEXT, answerOf } from './responses.fixture.js';

/** Begun by a key that may see thoughts, and asked for by one that may or may not. */
function begunFor(maySeeReasoning: boolean): BegunResponse {
  const asked = parseResponseRequest({ model: 'm', input: 'Hi' });
  const input = asked.input.flatMap((item) => (item.type === 'item_reference' ? [] : [item]));
  const request = toGenerationRequest({ ...asked, input }, [], CONTEXT);
  const generation = sampleGeneration({ presentation: request.presentation });
  const echo = readResponseEcho(generation.presentation);
  if (!echo) throw new Error('This was to be a response');
  const accepted = { choices: [generation] as const, isKnown: true };
  return { accepted, generation, identity: identityOf(generation), echo, maySeeReasoning, items: [] };
}

function scene() {
  const events = answerOf('Paris.', 'France, so.');
  const sent: string[] = [];
  const answers: Pick<Answers, 'prepare' | 'stream' | 'collect'> = {
    prepare: (_accepted, needed) => needed,
    collect: () => Promise.resolve([events]),
    stream: async (_accepted, dialect) => {
      const frame = { sequence: 1, firstTokenIndex: 0, tokenIds: [], events };
      await dialect.prepare?.(frame);
      sent.push(dialect.opening() + dialect.pushFrame(frame, 0));
    },
  };
  const sealerOf = () => Promise.resolve({ observe: () => undefined, seal: () => 'sealed' });
  const streams = new ResponseStreams({ sealerOf }, { progressOf: () => Promise.resolve(null) });
  const responseAnswers = new ResponseAnswers(answers, streams, { followed: () => Promise.resolve() });
  const reply = { send: (body: unknown) => sent.push(JSON.stringify(body)) };
  return { responseAnswers, sent, answer: { reply } as unknown as OpenAnswer };
}

describe('a response', () => {
  it.each([true, false])('shows thoughts to a key that may see them, whichever began it: %j', async (maySee) => {
    const { responseAnswers, sent, answer } = scene();
    await responseAnswers.wait(begunFor(maySee), answer);
    await responseAnswers.stream(begunFor(maySee), answer);
    expect(sent.map((text) => [text.includes('Paris.'), text.includes('France, so.')])).toEqual([
      [true, maySee],
      [true, maySee],
    ]);
  });
});
