import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Auditor } from './auditor.js';
import type { Answer } from './chat-stream.js';
import { deliveryFaults, tokensOf } from './check-delivery.js';
import { checkHistory, checkRequest } from './check-request.js';
import type { Evidence, Violation } from './evidence.js';
import type { LogEvent } from './generation-log.js';
import { wasAccepted, type Mark, type RequestHistory } from './history.js';
import type { Question } from './questions.js';

/** Logs that are read once more at the very end. Older ones may have been forgotten by then, as they should. */
const KEPT_LOGS = 100;

export interface TokenTotals {
  generated: number;
  lost: number;
  repeated: number;
  changed: number;
}

/** Judges every request as soon as its generations have ended, and remembers what was wrong. */
export class Audit {
  readonly violations: Violation[] = [];
  readonly tokens: TokenTotals = { generated: 0, lost: 0, repeated: 0, changed: 0 };
  private readonly pending = new Set<Promise<void>>();
  private readonly kept = new Map<string, LogEvent[]>();

  constructor(
    private readonly auditor: Auditor,
    private readonly answers: ReadonlyMap<Question, Answer>,
    private readonly marks: readonly Mark[],
    private readonly directory: string,
  ) {}

  /** Begins to judge it. Resolves at once; `finish` waits. */
  take(history: RequestHistory): void {
    const judged = this.judge(history).finally(() => this.pending.delete(judged));
    this.pending.add(judged);
  }

  /** Waits for all verdicts, then for the end of every generation of the cluster, also those nobody knows, and reads logs again. */
  async finish(): Promise<void> {
    await Promise.all(this.pending);
    for (const id of await this.auditor.openGenerations())
      await this.auditor.waitForEnd(id).catch((error: unknown) => this.tell('ending', String(error)));
    await Promise.all([...this.kept].map(([id, log]) => this.readAgain(id, log)));
  }

  /** Something that is wrong without a request being to blame. */
  tell(property: Violation['property'], message: string): void {
    this.violations.push({ property, request: null, message });
  }

  private async judge(history: RequestHistory): Promise<void> {
    const violations = checkHistory(history);
    const evidence = wasAccepted(history) ? await this.gather(history, violations) : null;
    if (evidence) {
      violations.push(...checkRequest(evidence));
      this.count(evidence);
    }
    this.violations.push(...violations);
    if (violations.length > 0) await this.write(violations, evidence ?? { history });
  }

  private async gather(history: RequestHistory, violations: Violation[]): Promise<Evidence | null> {
    const { plan, generationIds } = history;
    try {
      for (const id of generationIds) await this.auditor.waitForEnd(id);
      const logs = await Promise.all(generationIds.map((id) => this.auditor.logOf(id)));
      const replay = await this.auditor.replayOf(generationIds);
      generationIds.forEach((id, choice) => this.keep(id, logs[choice] ?? []));
      const undisturbed = this.answers.get(plan.question);
      if (!undisturbed) throw new Error(`"${plan.question.text}" was never asked on a calm day`);
      return { history, replay, logs, undisturbed, marks: this.marksOf(history) };
    } catch (error) {
      violations.push({ property: 'ending', request: plan.number, message: String(error) });
      return null;
    }
  }

  private async readAgain(id: string, log: LogEvent[]): Promise<void> {
    try {
      const again = await this.auditor.logOf(id);
      if (JSON.stringify(again) !== JSON.stringify(log))
        this.tell('permanence', `the log of ${id} has changed after its end`);
    } catch (error) {
      this.tell('permanence', String(error));
    }
  }

  private keep(id: string, log: LogEvent[]): void {
    this.kept.set(id, log);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_LOGS && oldest !== undefined) this.kept.delete(oldest);
  }

  private count(evidence: Evidence): void {
    const { lost, repeated, changed } = deliveryFaults(evidence);
    const all = evidence.logs.flat();
    this.tokens.generated += all.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
    this.tokens.lost += tokensOf(lost, evidence);
    this.tokens.repeated += tokensOf(repeated, evidence);
    this.tokens.changed += tokensOf(changed, evidence);
  }

  /** What was done to the cluster while the client was there, and shortly after. */
  private marksOf({ connections }: RequestHistory): Mark[] {
    const [fromMs, untilMs] = [connections[0]?.openedAtMs ?? 0, (connections.at(-1)?.endedAtMs ?? 0) + 10_000];
    return this.marks.filter((mark) => mark.untilMs >= fromMs && mark.fromMs <= untilMs);
  }

  private async write(violations: Violation[], evidence: Partial<Evidence>): Promise<void> {
    const file = join(this.directory, `violation-of-request-${violations[0]?.request}.json`);
    await writeFile(file, JSON.stringify({ violations, ...evidence }, null, 1));
  }
}
