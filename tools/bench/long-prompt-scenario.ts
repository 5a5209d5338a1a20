import { ask } from './chat-question.js';
import { type CaseSummary, type ComparedCase, quantileFigures } from './comparison.js';
import type { Contender } from './contender.js';
import type { BenchOptions } from './options.js';
import { uniquePrompt } from './prompt-text.js';
import { countFailures } from './statistics.js';
import type { RequestOutcome } from './stream-timeline.js';
import { takeTurns } from './take-turns.js';

/** So many gaps of each stream are measured before the long prompt comes. */
const QUIET_GAPS = 50;
const ANSWER_TOKENS = 8;

/** A pause of one stream, from one of its tokens to the next, on the clock of `performance.now()`. */
export interface Gap {
  fromMs: number;
  toMs: number;
}

/** One long prompt among streams. */
interface Disturbance {
  gaps: Gap[];
  sentAtMs: number;
  firstTokenAtMs: number;
  long: RequestOutcome;
  others: RequestOutcome[];
}

/** For every number of streams and every length: the gaps of the streams before one long prompt and while it is read. */
export async function measureLongPrompts(
  contenders: readonly Contender[],
  options: BenchOptions,
  announce: (step: string) => void,
): Promise<ComparedCase[]> {
  const cases: ComparedCase[] = [];
  for (const streams of options.streamCounts) {
    for (const tokens of options.promptTokens) {
      const measured = await takeTurns(contenders, options.rounds, (contender, round) => {
        announce(`${contender.label}: ${tokens} tokens among ${streams} streams, round ${round + 1}`);
        return disturb(contender, streams, tokens, options);
      });
      cases.push({ labels: { streams, 'asked for tokens': tokens }, summaries: measured.map(summarize) });
    }
  }
  return cases;
}

/** Streams that begin again when they end, until the long prompt has its first token. */
async function disturb(
  { send }: Contender,
  streams: number,
  tokens: number,
  { prompt, maxTokens }: BenchOptions,
): Promise<Disturbance> {
  const gaps: Gap[] = [];
  const others: RequestOutcome[] = [];
  const quiet = new Signal();
  let isOver = false;

  async function runStream(): Promise<void> {
    while (!isOver) {
      let lastMs: number | null = null;
      const outcome = await send(ask(prompt, maxTokens), (atMs) => {
        if (lastMs !== null) gaps.push({ fromMs: lastMs, toMs: atMs });
        lastMs = atMs;
        if (gaps.length >= streams * QUIET_GAPS) quiet.give();
      });
      others.push(outcome);
      // A server that refuses would be asked for ever.
      if (outcome.type === 'failed') isOver = true;
    }
  }

  const running = Promise.all(Array.from({ length: streams }, runStream));
  await Promise.race([quiet.given, running]);
  const sentAtMs = performance.now();
  let firstTokenAtMs = Infinity;
  const long = await send(ask(uniquePrompt(tokens), ANSWER_TOKENS), (atMs) => {
    firstTokenAtMs = Math.min(firstTokenAtMs, atMs);
  });
  isOver = true;
  await running;
  return { gaps, sentAtMs, firstTokenAtMs, long, others };
}

function summarize(disturbances: readonly Disturbance[]): CaseSummary {
  const before = disturbances.flatMap(({ gaps, sentAtMs }) => gapsWithin(gaps, -Infinity, sentAtMs));
  const during = disturbances.flatMap(({ gaps, sentAtMs, firstTokenAtMs }) =>
    gapsTouching(gaps, sentAtMs, firstTokenAtMs),
  );
  const long = disturbances.map((disturbance) => disturbance.long);
  const completed = long.filter((outcome) => outcome.type === 'completed');
  return {
    failures: countFailures([...long, ...disturbances.flatMap(({ others }) => others)]),
    figures: {
      'prompt tokens': completed[0]?.promptTokens ?? null,
      ...quantileFigures(
        'first token ms',
        completed.map(({ firstTokenMs }) => firstTokenMs),
      ),
      ...quantileFigures('gap before ms', before, true),
      ...quantileFigures('gap during ms', during, true),
    },
  };
}

/** Lengths of the gaps that lie between two times. */
export function gapsWithin(gaps: readonly Gap[], fromMs: number, toMs: number): number[] {
  return gaps.filter((gap) => gap.fromMs >= fromMs && gap.toMs <= toMs).map(lengthOf);
}

/** Lengths of the gaps of which any part lies between two times. */
export function gapsTouching(gaps: readonly Gap[], fromMs: number, toMs: number): number[] {
  return gaps.filter((gap) => gap.toMs > fromMs && gap.fromMs < toMs).map(lengthOf);
}

function lengthOf({ fromMs, toMs }: Gap): number {
  return toMs - fromMs;
}

/** Something that happens once and can be waited for. */
class Signal {
  give: () => void = () => undefined;
  readonly given = new Promise<void>((resolve) => {
    this.give = resolve;
  });
}
