import { ask } from './chat-question.js';
import { measureBatchLoad } from './batch-load-scenario.js';
import { type ComparedCase, type Comparison, renderComparison } from './comparison.js';
import { type Contender, meetServer } from './contender.js';
import { measureDialects } from './dialects-scenario.js';
import { measureLoad } from './load-scenario.js';
import { measureLongPrompts } from './long-prompt-scenario.js';
import { measureMultiTurn } from './multi-turn-scenario.js';
import type { BenchOptions, Scenario } from './options.js';
import { measurePrompts } from './prompts-scenario.js';
import { renderReport, type BenchResult } from './report.js';

type Announce = (step: string) => void;
type CaseScenario = Exclude<Scenario, 'load' | 'sampling' | 'dialects'>;

const CASE_SCENARIOS: Record<
  CaseScenario,
  (contenders: readonly Contender[], options: BenchOptions, announce: Announce) => Promise<ComparedCase[]>
> = {
  prompts: measurePrompts,
  'multi-turn': measureMultiTurn,
  'long-prompt': measureLongPrompts,
  'batch-load': measureBatchLoad,
};

/** What was measured, and the same for people. */
export interface Measured {
  result: BenchResult | Comparison;
  report: string;
}

/** Measures what the scenario says; tells what it is about to do. Throws if a server cannot even be warmed up. */
export async function measure(options: BenchOptions, announce: Announce): Promise<Measured> {
  const { scenario } = options;
  switch (scenario) {
    case 'load': {
      const result = await runBench(options, announce);
      return { result, report: renderReport(result) };
    }
    case 'sampling': {
      // llama.cpp is loaded only by those who ask for it.
      const { measureSampling } = await import('./sampling-scenario.js');
      const result = await measureSampling(options, announce);
      return { result, report: renderComparison(result) };
    }
    case 'dialects': {
      const result = await measureDialects(options, announce);
      return { result, report: renderComparison(result) };
    }
    case 'prompts':
    case 'multi-turn':
    case 'long-prompt':
    case 'batch-load': {
      const measured = await withContenders(options, async (contenders) => ({
        servers: namesOf(contenders),
        cases: await CASE_SCENARIOS[scenario](contenders, options, announce),
      }));
      return { result: measured, report: renderComparison(measured) };
    }
  }
}

/** Measures every level of the load. Throws if a server cannot even be warmed up. */
export function runBench(options: BenchOptions, announce: Announce): Promise<BenchResult> {
  return withContenders(options, async (contenders) => ({
    servers: namesOf(contenders),
    levels: await measureLoad(contenders, options, announce),
  }));
}

/** Whoever is compared, warmed up: the servers in the order they were given, or the bare engine before the only server. */
async function withContenders<Result>(
  options: BenchOptions,
  use: (contenders: readonly Contender[]) => Promise<Result>,
): Promise<Result> {
  const engine = options.enginePath === null ? [] : [loadEngine(options.enginePath)];
  const contenders = await Promise.all([...engine, ...options.targets.map(meetServer)]);
  try {
    for (const contender of contenders) await warmUp(contender, options);
    return await use(contenders);
  } finally {
    for (const contender of contenders) await contender.close();
  }
}

/** llama.cpp is loaded only by those who ask for it. */
async function loadEngine(modelPath: string): Promise<Contender> {
  const { loadBareEngine } = await import('./bare-engine.js');
  return loadBareEngine(modelPath);
}

async function warmUp({ label, send }: Contender, { prompt, maxTokens, warmupRequests }: BenchOptions): Promise<void> {
  for (let request = 0; request < warmupRequests; request += 1) {
    const outcome = await send(ask(prompt, maxTokens));
    if (outcome.type === 'failed') throw new Error(`${label}: ${outcome.reason}`);
  }
}

function namesOf(contenders: readonly Contender[]): { baseUrl: string; model: string }[] {
  return contenders.map(({ label, model }) => ({ baseUrl: label, model }));
}
