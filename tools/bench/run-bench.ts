import { type Contender, meetServer } from './contender.js';
import { runLoad } from './load.js';
import type { BenchOptions } from './options.js';
import { ProcessWatch } from './process-sampling.js';
import type { BenchResult, LevelResult } from './report.js';
import { summarize, type BenchRun } from './statistics.js';

/** Measures every level; says what it is about to do. Throws if a server cannot even be warmed up. */
export async function runBench(options: BenchOptions, announce: (step: string) => void): Promise<BenchResult> {
  const contenders = await meetAll(options);
  try {
    for (const contender of contenders) await warmUp(contender, options.warmupRequests);
    const levels: LevelResult[] = [];
    for (const streams of options.streamCounts) {
      levels.push({ streams, summaries: await measureLevel(contenders, streams, options, announce) });
    }
    return {
      servers: contenders.map(({ label, model }) => ({ baseUrl: label, model })),
      levels,
    };
  } finally {
    for (const contender of contenders) await contender.close();
  }
}

/** Whoever is compared: the servers in the order they were given, or the bare engine before the only server. */
async function meetAll(options: BenchOptions): Promise<Contender[]> {
  const servers = options.targets.map((target) => meetServer(target, options));
  const engine = options.enginePath === null ? [] : [loadEngine(options.enginePath, options)];
  return Promise.all([...engine, ...servers]);
}

/** llama.cpp is loaded only by those who ask for it. */
async function loadEngine(modelPath: string, options: BenchOptions): Promise<Contender> {
  const { loadBareEngine } = await import('./bare-engine.js');
  return loadBareEngine(modelPath, options);
}

async function warmUp({ label, send }: Contender, requests: number): Promise<void> {
  for (let request = 0; request < requests; request += 1) {
    const outcome = await send();
    if (outcome.type === 'failed') throw new Error(`${label}: ${outcome.reason}`);
  }
}

/** In each round every server has its turn, in the opposite order of the round before, so that drift hits all alike. */
async function measureLevel(
  contenders: readonly Contender[],
  streams: number,
  options: BenchOptions,
  announce: (step: string) => void,
) {
  const runs = contenders.map((): BenchRun[] => []);
  for (let round = 0; round < options.rounds; round += 1) {
    const turns = [...contenders.entries()];
    for (const [index, contender] of round % 2 === 0 ? turns : turns.reverse()) {
      announce(`${contender.label}: concurrency ${streams}, round ${round + 1} of ${options.rounds}`);
      runs[index]?.push(await measureRun(contender, streams, options));
    }
  }
  return runs.map(summarize);
}

async function measureRun({ send }: Contender, streams: number, options: BenchOptions): Promise<BenchRun> {
  const watch = ProcessWatch.start(options.processes);
  const result = await runLoad({ streams, amount: options.amount }, send);
  return { ...result, processes: watch.stop() };
}
