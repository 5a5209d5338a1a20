import { ask } from './chat-question.js';
import type { Contender } from './contender.js';
import { runLoad } from './load.js';
import type { BenchOptions } from './options.js';
import { ProcessWatch } from './process-sampling.js';
import type { LevelResult } from './report.js';
import { summarize, type BenchRun } from './statistics.js';
import { takeTurns } from './take-turns.js';

/** The same short prompt at every level of concurrency. */
export async function measureLoad(
  contenders: readonly Contender[],
  options: BenchOptions,
  announce: (step: string) => void,
): Promise<LevelResult[]> {
  const levels: LevelResult[] = [];
  for (const streams of options.streamCounts) {
    const runs = await takeTurns(contenders, options.rounds, (contender, round) => {
      announce(`${contender.label}: concurrency ${streams}, round ${round + 1} of ${options.rounds}`);
      return measureRun(contender, streams, options);
    });
    levels.push({ streams, summaries: runs.map(summarize) });
  }
  return levels;
}

async function measureRun({ send }: Contender, streams: number, options: BenchOptions): Promise<BenchRun> {
  const watch = ProcessWatch.start(options.processes);
  const question = ask(options.prompt, options.maxTokens);
  const result = await runLoad({ streams, amount: options.amount }, () => send(question));
  return { ...result, processes: watch.stop() };
}
