import { ask } from './chat-question.js';
import { type CaseSummary, type ComparedCase, quantileFigures } from './comparison.js';
import type { Contender } from './contender.js';
import type { BenchOptions } from './options.js';
import { countFailures } from './statistics.js';
import type { RequestOutcome } from './stream-timeline.js';
import { takeTurns } from './take-turns.js';

const BATCH = { 'x-harmonium-class': 'batch' };
/** Requests of people for each round, one after another, unless the command line says. */
const REQUESTS = 100;
/** Long enough that it is preempted rather than ended. */
const BATCH_TOKENS = 256;

interface Round {
  idle: RequestOutcome[];
  loaded: RequestOutcome[];
  batch: RequestOutcome[];
}

/**
 * What a batch that fills the slots does to people: their time to first token with and without it, one request after
 * another. A server that knows no classes serves them in their order.
 */
export async function measureBatchLoad(
  contenders: readonly Contender[],
  options: BenchOptions,
  announce: (step: string) => void,
): Promise<ComparedCase[]> {
  const cases: ComparedCase[] = [];
  for (const streams of options.streamCounts) {
    const measured = await takeTurns(contenders, options.rounds, async (contender, round): Promise<Round> => {
      announce(`${contender.label}: people, then people beside ${streams} batch streams, round ${round + 1}`);
      const idle = await askOneByOne(contender, options);
      return { idle, ...(await askBesideBatch(contender, streams, options)) };
    });
    for (const load of ['idle', 'loaded'] as const) {
      cases.push({
        labels: { 'batch streams': load === 'idle' ? 0 : streams },
        summaries: measured.map((rounds) => summarize(rounds, load)),
      });
    }
  }
  return cases;
}

async function askBesideBatch(
  contender: Contender,
  streams: number,
  options: BenchOptions,
): Promise<Pick<Round, 'loaded' | 'batch'>> {
  const batch: RequestOutcome[] = [];
  let isOver = false;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const runStream = async (): Promise<void> => {
    while (!isOver) {
      const outcome = await contender.send({ ...ask(options.prompt, BATCH_TOKENS), headers: BATCH }, begin);
      batch.push(outcome);
      // A server that refuses would be asked for ever.
      if (outcome.type === 'failed') isOver = true;
    }
    begin();
  };
  const running = Array.from({ length: streams }, runStream);
  await begun;
  const loaded = await askOneByOne(contender, options);
  isOver = true;
  await Promise.all(running);
  return { loaded, batch };
}

async function askOneByOne(
  { send }: Contender,
  { amount, prompt, maxTokens }: BenchOptions,
): Promise<RequestOutcome[]> {
  const outcomes: RequestOutcome[] = [];
  const requests = amount.type === 'requests' ? amount.count : REQUESTS;
  while (outcomes.length < requests) outcomes.push(await send(ask(prompt, maxTokens)));
  return outcomes;
}

function summarize(rounds: readonly Round[], load: 'idle' | 'loaded'): CaseSummary {
  const outcomes = rounds.flatMap((round) => round[load]);
  const batch = load === 'loaded' ? rounds.flatMap((round) => round.batch) : [];
  const completed = outcomes.filter((outcome) => outcome.type === 'completed');
  return {
    failures: countFailures([...outcomes, ...batch]),
    figures: {
      requests: completed.length,
      ...quantileFigures(
        'first token ms',
        completed.map(({ firstTokenMs }) => firstTokenMs),
        true,
      ),
    },
  };
}
