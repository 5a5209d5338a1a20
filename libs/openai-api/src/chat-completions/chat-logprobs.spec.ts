import { describe, expect, it } from '@jest/globals';
import { toChatLogprobs } from './chat-logprobs.js';

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text));

describe('log probabilities', () => {
  it('carry the text and the bytes of each token and of its alternatives', () => {
    const alternatives = [
      { bytes: bytesOf(' Hi'), logprob: -0.1 },
      { bytes: bytesOf('é'), logprob: -2.5 },
    ];
    expect(toChatLogprobs([{ bytes: bytesOf(' Hi'), logprob: -0.1, alternatives }])).toEqual({
      content: [
        {
          token: ' Hi',
          logprob: -0.1,
          bytes: [32, 72, 105],
          top_logprobs: [
            { token: ' Hi', logprob: -0.1, bytes: [32, 72, 105] },
            { token: 'é', logprob: -2.5, bytes: [195, 169] },
          ],
        },
      ],
      refusal: null,
    });
  });

  it('show a part of a character as U+FFFD, and keep its bytes', () => {
    const [half, rest] = [Uint8Array.of(0xf0, 0x9f), Uint8Array.of(0x98, 0x80)];
    const { content } = toChatLogprobs([half, rest].map((bytes) => ({ bytes, logprob: -1, alternatives: [] })));
    expect(content.every(({ token }) => /^\ufffd+$/.test(token))).toBe(true);
    expect(Buffer.from(content.flatMap(({ bytes }) => bytes)).toString()).toBe('😀');
  });

  it('keep a byte order mark, which is a token like others', () => {
    const [mark] = toChatLogprobs([{ bytes: bytesOf('\ufeff'), logprob: -1, alternatives: [] }]).content;
    expect(mark?.token).toBe('\ufeff');
  });

  it.each([-Infinity, -10_000, NaN])('are never below -9999, as with %d', (logprob) => {
    const { content } = toChatLogprobs([{ bytes: bytesOf('a'), logprob, alternatives: [] }]);
    expect(content[0]?.logprob).toBe(-9_999);
  });
});
