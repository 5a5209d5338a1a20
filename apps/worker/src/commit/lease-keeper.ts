import { setTimeout as delay } from 'node:timers/promises';
import type { GenerationLedger } from '#ledger';
import { toServingError } from '#protocol';
import type { LogWriter } from './log-writer.js';

const RENEW_EVERY_MS = 250;
const ASK_AGAIN_AFTER_MS = 100;

/** Keeps alive every lease that has nothing to commit, and gets those back that became void (design rule 5). */
export class LeaseKeeper {
  private readonly writers = new Set<LogWriter>();
  private readonly renewing: NodeJS.Timeout;

  /** `onRegained` is told of every lease that holds again: it may go on committing. */
  constructor(
    private readonly ledger: Pick<GenerationLedger, 'append' | 'renew' | 'restore' | 'reclaim'>,
    private readonly onRegained: (writer: LogWriter) => void,
    private readonly onError: (error: Error) => void,
  ) {
    this.renewing = setInterval(() => void this.renewQuietOnes(), RENEW_EVERY_MS);
  }

  keep(writer: LogWriter): void {
    this.writers.add(writer);
  }

  drop(writer: LogWriter): void {
    this.writers.delete(writer);
  }

  stop(): void {
    clearInterval(this.renewing);
  }

  /** Redis went back in time. Gives the log back what it lost of ours, and asks for the lease until it is ours again, or lost. */
  async regain(writer: LogWriter): Promise<void> {
    if (writer.isVoid) return;
    writer.isVoid = true;
    while (writer.isVoid && !writer.lost.aborted) {
      await this.tryToRegain(writer).catch((error: unknown) => this.failed(writer, error));
      if (writer.isVoid) await delay(ASK_AGAIN_AFTER_MS);
    }
    if (!writer.lost.aborted) this.onRegained(writer);
  }

  private async tryToRegain(writer: LogWriter): Promise<void> {
    const { generationId } = writer.lease;
    const { outcome, logLength } = await this.ledger.append(writer.lease, writer.loggedFrames + 1, []);
    if (outcome === 'fenced') return writer.lose();
    const tail = outcome === 'void' ? (writer.tailAfter(logLength) ?? []) : [];
    const bodies = tail.map(({ body }) => body);
    const who = { isFollower: false, isTerminal: false };
    const isRefused =
      bodies.length > 0 && (await this.ledger.restore(generationId, logLength + 1, bodies, who)).outcome === 'conflict';
    if (isRefused) return writer.lose();
    const { lease, loggedFrames, inFlight, latestCommand } = writer;
    const reclaimed = await this.ledger.reclaim(lease, loggedFrames, inFlight?.body ?? null, latestCommand);
    if (reclaimed.outcome === 'ok') writer.regain(reclaimed.timeline);
    if (reclaimed.outcome === 'fenced') writer.lose();
  }

  private async renewQuietOnes(): Promise<void> {
    const quietSinceMs = performance.now() - RENEW_EVERY_MS;
    const quiet = [...this.writers].filter(
      (writer) => writer.confirmedAtMs < quietSinceMs && !writer.lost.aborted && !writer.isVoid,
    );
    await Promise.all(quiet.map((writer) => this.renew(writer)));
  }

  private async renew(writer: LogWriter): Promise<void> {
    try {
      const { outcome, ...news } = await this.ledger.renew(writer.lease);
      if (outcome === 'ok') writer.hear(news);
      if (outcome === 'fenced') writer.lose();
      if (outcome === 'void') void this.regain(writer);
    } catch (error) {
      this.failed(writer, error);
    }
  }

  /** A ledger that is away cannot take the lease from us either: who holds it is settled when it returns. */
  private failed(writer: LogWriter, thrown: unknown): void {
    const error = toServingError(thrown);
    if (error.code === 'ledger_unavailable') return;
    this.onError(error);
    writer.lose();
  }
}
