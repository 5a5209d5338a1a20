import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GenerationEvent } from '#protocol';
import { StopTexts } from './stop-texts.js';

function show(
  stopTexts: readonly string[],
  pieces: readonly string[],
  type: 'content-delta' | 'reasoning-delta' = 'content-delta',
) {
  const filter = new StopTexts(stopTexts);
  const shown: GenerationEvent[] = [];
  for (const text of pieces) {
    const { events, stopped } = filter.filter([{ type, item: 1, text }]);
    shown.push(...events);
    if (stopped) return { text: textOf(shown), stopped };
  }
  shown.push(...filter.filter([{ type: 'item-ended', item: 1 }]).events);
  return { text: textOf(shown), stopped: false };
}

const textOf = (events: readonly GenerationEvent[]): string =>
  events.map((event) => ('text' in event ? event.text : '')).join('');

describe('stop texts', () => {
  it('end the answer before the text, wherever it is split', () => {
    expect(show(['END'], ['one E', 'N', 'D two'])).toEqual({ text: 'one ', stopped: true });
    expect(show(['\n\n'], ['a\n', 'b\n\nc'])).toEqual({ text: 'a\nb', stopped: true });
  });

  it.each([
    [['one ENDED'], 'END'],
    [['one E', 'ND', 'ED'], 'END'],
    [['one STOP END'], 'STOP'],
    [['one EN'], null],
  ])('tell which of them ended %j', (pieces, met) => {
    const filter = new StopTexts(['ENDED', 'END', 'STOP']);
    for (const text of pieces) filter.filter([{ type: 'content-delta', item: 1, text }]);
    expect(filter.stopText).toBe(met);
  });

  it('let go of what only looked like a stop text', () => {
    expect(show(['END'], ['EN', 'EN', 'E'])).toEqual({ text: 'ENENE', stopped: false });
  });

  it('leave reasoning alone', () => {
    expect(show(['END'], ['an END here'], 'reasoning-delta')).toEqual({ text: 'an END here', stopped: false });
  });

  it('find the first of several, for any text split in any way', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(letters),
        fc.array(
          letters.filter((text) => text !== ''),
          { minLength: 1, maxLength: 4 },
        ),
        (pieces, stops) => {
          const whole = pieces.join('');
          const at = Math.min(...stops.map((stop) => (whole.includes(stop) ? whole.indexOf(stop) : Infinity)));
          const shown = show(stops, pieces);
          expect(shown.stopped).toBe(at !== Infinity);
          if (shown.stopped)
            expect(whole.startsWith(shown.text) && !stops.some((stop) => shown.text.includes(stop))).toBe(true);
          else expect(shown.text).toBe(whole);
        },
      ),
    );
  });
});
