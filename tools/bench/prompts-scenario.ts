import { type ComparedCase, quantileFigures } from './comparison.js';
import type { Contender } from './contender.js';
import type { BenchOptions } from './options.js';
import { uniquePrompt } from './prompt-text.js';
import { countFailures, sum } from './statistics.js';
import type { RequestOutcome } from './stream-timeline.js';
import { takeTurns } from './take-turns.js';

/** Only the first token counts, but a server shall have started to decode. */
const ANSWER_TOKENS = 8;
const SAMPLES_PER_ROUND = 4;

/** A prompt that was never seen, then the same long beginning with another last message. */
interface Sample {
  cold: RequestOutcome;
  warm: RequestOutcome;
}

/** For every length: the time to the first token with a new beginning and with a known one, one request at a time. */
export async function measurePrompts(
  contenders: readonly Contender[],
  { promptTokens, rounds, amount }: BenchOptions,
  announce: (step: string) => void,
): Promise<ComparedCase[]> {
  const samples = amount.type === 'requests' ? amount.count : SAMPLES_PER_ROUND;
  const cases: ComparedCase[] = [];
  for (const tokens of promptTokens) {
    const measured = await takeTurns(contenders, rounds * samples, async (contender, turn) => {
      announce(`${contender.label}: ${tokens} prompt tokens, ${turn + 1} of ${rounds * samples}`);
      return measureSample(contender, tokens);
    });
    cases.push(
      toCase(tokens, 'cold', measured, ({ cold }) => cold),
      toCase(tokens, 'warm', measured, ({ warm }) => warm),
    );
  }
  return cases;
}

async function measureSample({ send }: Contender, tokens: number): Promise<Sample> {
  const system = { role: 'system' as const, content: uniquePrompt(tokens) };
  const sendQuestion = (content: string) =>
    send({ messages: [system, { role: 'user', content }], maxTokens: ANSWER_TOKENS });
  return { cold: await sendQuestion('What is this about?'), warm: await sendQuestion('And who wrote it?') };
}

function toCase(
  tokens: number,
  prefix: keyof Sample,
  measured: readonly Sample[][],
  select: (sample: Sample) => RequestOutcome,
): ComparedCase {
  return {
    labels: { 'asked for tokens': tokens, prefix },
    summaries: measured.map((samples) => {
      const outcomes = samples.map(select);
      const completed = outcomes.filter((outcome) => outcome.type === 'completed');
      return {
        failures: countFailures(outcomes),
        figures: {
          ...quantileFigures(
            'first token ms',
            completed.map(({ firstTokenMs }) => firstTokenMs),
          ),
          'prompt tokens': mean(completed.map((outcome) => outcome.promptTokens)),
          'cached tokens': mean(completed.map((outcome) => outcome.cachedTokens)),
        },
      };
    }),
  };
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : sum(known) / known.length;
}
