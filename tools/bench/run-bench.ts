import { KeepAliveClient } from './keep-alive-client.js';
import { runLoad } from './load.js';
import { firstModel, measureRequest, type ChatQuestion } from './measure-request.js';
import type { BenchOptions, Target } from './options.js';
import { ProcessWatch } from './process-sampling.js';
import type { BenchResult, LevelResult } from './report.js';
import { summarize, type BenchRun } from './statistics.js';

/** A server with what is asked of it. */
interface Contender {
  target: Target;
  client: KeepAliveClient;
  question: ChatQuestion;
}

/** Measures every level; says what it is about to do. Throws if a server cannot even be warmed up. */
export async function runBench(options: BenchOptions, announce: (step: string) => void): Promise<BenchResult> {
  const contenders = await Promise.all(options.targets.map((target) => meet(target, options)));
  try {
    for (const contender of contenders) await warmUp(contender, options.warmupRequests);
    const levels: LevelResult[] = [];
    for (const streams of options.streamCounts) {
      levels.push({ streams, summaries: await measureLevel(contenders, streams, options, announce) });
    }
    return {
      servers: contenders.map(({ target, question }) => ({ baseUrl: target.baseUrl, model: question.model })),
      levels,
    };
  } finally {
    for (const { client } of contenders) client.close();
  }
}

async function meet(target: Target, { prompt, maxTokens }: BenchOptions): Promise<Contender> {
  const client = new KeepAliveClient(target.baseUrl, target.key);
  const model = target.model ?? (await firstModel(client));
  return { target, client, question: { model, prompt, maxTokens } };
}

async function warmUp({ target, client, question }: Contender, requests: number): Promise<void> {
  for (let request = 0; request < requests; request += 1) {
    const outcome = await measureRequest(client, question);
    if (outcome.type === 'failed') throw new Error(`${target.baseUrl}: ${outcome.reason}`);
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
      announce(`${contender.target.baseUrl}: concurrency ${streams}, round ${round + 1} of ${options.rounds}`);
      runs[index]?.push(await measureRun(contender, streams, options));
    }
  }
  return runs.map(summarize);
}

async function measureRun({ client, question }: Contender, streams: number, options: BenchOptions): Promise<BenchRun> {
  const watch = ProcessWatch.start(options.processes);
  const result = await runLoad({ streams, amount: options.amount }, () => measureRequest(client, question));
  return { ...result, processes: watch.stop() };
}
