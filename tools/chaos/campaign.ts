import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Audit, type TokenTotals } from './audit.js';
import { Auditor } from './auditor.js';
import { ChaosCluster } from './chaos-cluster.js';
import type { Violation } from './evidence.js';
import type { Mark, RequestHistory, RequestOutcome } from './history.js';
import { Load, learnAnswers } from './load.js';
import { drawQuestions } from './questions.js';
import { recoveryGaps, type RecoveryGap } from './recovery-gaps.js';
import { ResumingClient } from './resuming-client.js';
import { planDisturbances } from './schedule.js';

export interface CampaignOptions {
  kills: number;
  seed: number;
  /** Between one disturbance and the next on average, if the cluster can bear it so soon. */
  pauseMs: number;
  /** Requests at a time. */
  streams: number;
  /** Of each stream, so that kills fall into its middle. */
  tokensPerSecond: number;
  /** For logs, Redis's data, and the histories of requests that were treated badly. */
  directory: string;
}

export interface CampaignResult {
  seed: number;
  durationMs: number;
  marks: readonly Mark[];
  outcomes: Partial<Record<RequestOutcome, number>>;
  /** Connections that went on with a stream which another had begun. */
  resumptions: number;
  gaps: RecoveryGap[];
  tokens: TokenTotals;
  violations: readonly Violation[];
}

const SEATS = { gateway: 2, worker: 3 };
const KEY = 'sk-chaos';
const MODEL = 'tiny-gpt-oss';
/** Longer than any heartbeat of a living gateway, shorter than the longest freeze of one. */
const SILENCE_MS = 3_000;
const PATIENCE_MS = 90_000;

/**
 * Kills, freezes and drains a real cluster under load, and judges every request. The same seed does and asks the same.
 * Rejects when the cluster does not start, and when the signal is aborted; its processes are gone then.
 */
export async function runCampaign(
  options: CampaignOptions,
  tell: (line: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<CampaignResult> {
  const { seed, directory, tokensPerSecond } = options;
  mkdirSync(directory, { recursive: true });
  const faults: string[] = [];
  const onFault = (message: string): number => faults.push(message);
  const cluster = await ChaosCluster.start({ directory, key: KEY, seats: SEATS, tokensPerSecond, onFault });
  try {
    const result = await Promise.race([disturbUnderLoad(cluster, options, tell), rejectWhenAborted(signal)]);
    const ofProcesses = faults.map((message): Violation => ({ property: 'process', request: null, message }));
    return { seed, ...result, violations: [...result.violations, ...ofProcesses] };
  } finally {
    await cluster.stop();
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Error('The campaign was stopped'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });
}

async function disturbUnderLoad(
  cluster: ChaosCluster,
  { kills, seed, pauseMs, streams, tokensPerSecond, directory }: CampaignOptions,
  tell: (line: string) => void,
): Promise<Omit<CampaignResult, 'seed'>> {
  const gateways = cluster.gatewayUrls;
  const access = { gateways, key: KEY, patienceMs: PATIENCE_MS };
  const client = new ResumingClient({ ...access, model: MODEL, silenceMs: SILENCE_MS });
  const questions = drawQuestions(seed);
  const answers = await learnAnswers(client, questions);
  tell(`${questions.length} questions were answered on a calm cluster; now ${kills} kills under ${streams} streams.`);

  const histories: RequestHistory[] = [];
  const audit = new Audit(new Auditor(access), answers, cluster.marks, directory);
  const startedAtMs = performance.now();
  const load = new Load(client, { seed, questions, gateways: gateways.length, streams }, (history) => {
    histories.push(history);
    audit.take(history);
  });
  const planned = planDisturbances({ seed, kills, seats: SEATS, pauseMs });
  for (const [index, { afterMs, ...disturbance }] of planned.entries()) {
    await delay(afterMs);
    await cluster.disturb(disturbance);
    if ((index + 1) % 100 === 0)
      tell(
        `${index + 1} of ${planned.length} disturbances, ${histories.length} requests, ${audit.violations.length} violations`,
      );
  }
  tell(`The last disturbance was after ${secondsSince(startedAtMs)} s; now every request must end.`);
  await cluster.calm();
  await load.end();
  tell(`The last client was done after ${secondsSince(startedAtMs)} s; now every generation must end.`);
  await audit.finish();
  return {
    durationMs: performance.now() - startedAtMs,
    marks: cluster.marks,
    ...summarize(histories),
    gaps: recoveryGaps(cluster.marks, histories.map(timesOf), tokensPerSecond),
    tokens: audit.tokens,
    violations: audit.violations,
  };
}

function secondsSince(startedAtMs: number): string {
  return ((performance.now() - startedAtMs) / 1_000).toFixed(0);
}

function summarize(histories: readonly RequestHistory[]): Pick<CampaignResult, 'outcomes' | 'resumptions'> {
  const outcomes: CampaignResult['outcomes'] = {};
  for (const { outcome } of histories) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const later = histories.flatMap(({ connections }) => connections.slice(1));
  return { outcomes, resumptions: later.filter(({ events }) => events.length > 0).length };
}

function timesOf({ connections }: RequestHistory): number[] {
  return connections.flatMap(({ events }) => events.map(({ atMs }) => atMs));
}
