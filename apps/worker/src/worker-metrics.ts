import { RECOVERY_FAMILIES, type RecoveryFamily } from '#harmony';
import { type ReleaseCause, RESUME_CAUSES, type ResumeCause } from '#ledger';
import type { FinishReason } from '#protocol';
import type { Metrics } from '#telemetry';
import type { SlotTable } from './slots/slot-table.js';

const ENDS = ['stop', 'length', 'tool-call', 'error'] as const;
const GAP_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 120];
const COMMIT_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2];

/** What a worker counts, by the names Prometheus sees. */
export class WorkerMetrics {
  private readonly ends;
  private readonly decodedTokens;
  private readonly prefilledTokens;
  private readonly reusedTokens;
  private readonly prefillSeconds;
  private readonly commitSeconds;
  private readonly committedFrames;
  private readonly handOvers;
  private readonly recoveries;
  private readonly resumes;
  private readonly resumeGapSeconds;
  private readonly regeneratedTokens;
  private readonly preemptions;
  private readonly fencedAppends;
  private readonly drainSeconds;
  private slots: SlotTable | null = null;

  constructor(metrics: Metrics) {
    this.ends = metrics.counter(
      'harmonium_worker_generations_total',
      'Generations that ended here, by reason.',
      'reason',
      ENDS,
    );
    this.decodedTokens = metrics.counter('harmonium_worker_decoded_tokens_total', 'Tokens generated.');
    this.prefilledTokens = metrics.counter('harmonium_worker_prefilled_tokens_total', 'Prompt tokens computed.');
    this.reusedTokens = metrics.counter(
      'harmonium_worker_reused_tokens_total',
      'Prompt tokens whose attention state was reused.',
    );
    this.prefillSeconds = metrics.histogram(
      'harmonium_worker_prefill_seconds',
      'Time to read a prompt, up to its last chunk.',
    );
    this.commitSeconds = metrics.histogram(
      'harmonium_worker_commit_seconds',
      'Time of one commit of all logs.',
      COMMIT_BUCKETS,
    );
    this.committedFrames = metrics.counter('harmonium_worker_committed_frames_total', 'Frames appended to token logs.');
    this.handOvers = metrics.counter(
      'harmonium_worker_hand_overs_total',
      'Generations given to another worker by their log.',
    );
    this.recoveries = metrics.counter(
      'harmonium_worker_harmony_recoveries_total',
      'Malformed output that was given a meaning.',
      'family',
      RECOVERY_FAMILIES,
    );
    this.resumes = metrics.counter(
      'harmonium_worker_resume_total',
      'Generations continued here from their log, by why they left the worker before.',
      'cause',
      RESUME_CAUSES,
    );
    this.resumeGapSeconds = metrics.histogram(
      'harmonium_worker_resume_gap_seconds',
      'From the moment at which a generation left its last worker to its next token here.',
      GAP_BUCKETS,
    );
    this.regeneratedTokens = metrics.counter(
      'harmonium_worker_tokens_regenerated_total',
      'Tokens that were generated here and lost before they came into a log, so that somebody generates them again.',
    );
    this.preemptions = metrics.counter(
      'harmonium_worker_preempt_total',
      'Generations that gave way to a higher class.',
    );
    this.fencedAppends = metrics.counter(
      'harmonium_worker_fenced_appends_total',
      'Appends and renewals that were refused because the lease belonged to somebody else.',
    );
    this.drainSeconds = metrics.histogram(
      'harmonium_worker_drain_seconds',
      'From the request to leave until every generation was handed over.',
      GAP_BUCKETS,
    );
    metrics.gauge('harmonium_worker_slots', 'Slots of this worker; 0 while it loads.', () => this.slots?.size ?? 0);
    metrics.gauge('harmonium_worker_busy_slots', 'Slots that run a generation.', () => this.slots?.busy ?? 0);
  }

  observeSlots(slots: SlotTable): void {
    this.slots = slots;
  }

  prefilled(computedTokens: number, reusedTokens: number, elapsedMs: number): void {
    this.prefilledTokens.inc(computedTokens);
    this.reusedTokens.inc(reusedTokens);
    this.prefillSeconds.observe(elapsedMs / 1_000);
  }

  decoded(tokens: number): void {
    this.decodedTokens.inc(tokens);
  }

  committed(frames: number, seconds: number): void {
    this.committedFrames.inc(frames);
    this.commitSeconds.observe(seconds);
  }

  finished(reason: FinishReason | 'error', recoveries: ReadonlyMap<RecoveryFamily, number> = new Map()): void {
    this.ends.inc({ reason });
    for (const [family, count] of recoveries) this.recoveries.inc({ family }, count);
  }

  /** A generation was given back by its log, for another worker or for this one later. */
  handedOver(cause: ReleaseCause): void {
    this.handOvers.inc();
    if (cause === 'preempt') this.preemptions.inc();
  }

  /** The first new token of a generation that had begun elsewhere, or here before. */
  resumed(cause: ResumeCause, gapMs: number): void {
    this.resumes.inc({ cause });
    this.resumeGapSeconds.observe(gapMs / 1_000);
  }

  /** Tokens that were generated here and are in no log. */
  lost(tokens: number): void {
    this.regeneratedTokens.inc(tokens);
  }

  fenced(): void {
    this.fencedAppends.inc();
  }

  drained(elapsedMs: number): void {
    this.drainSeconds.observe(elapsedMs / 1_000);
  }
}
