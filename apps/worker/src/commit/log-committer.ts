import { setTimeout as delay } from 'node:timers/promises';
import type { AppendOutcome, GenerationLedger, Lease, TerminateOutcome } from '#ledger';
import { toServingError } from '#protocol';
import type { RelayClient, RelayFrame } from '#token-relay';
import { type LogPosition, LogWriter, type SealedFrame } from './log-writer.js';

const RENEW_EVERY_MS = 250;
const RETRY_AFTER_MS = 100;

/**
 * Log first, deliver after: takes what all slots have written, commits it in one pipelined round trip, and only then hands
 * it to the relay. While one commit is under way the next decode steps gather, so a slow ledger makes frames larger and
 * never the queue longer. It also keeps every lease alive that has nothing to commit.
 */
export class LogCommitter {
  private readonly writers = new Set<LogWriter>();
  private readonly dirty = new Set<LogWriter>();
  private readonly renewing: NodeJS.Timeout;
  private committing = false;

  constructor(
    private readonly ledger: Pick<GenerationLedger, 'append' | 'finish' | 'renew'>,
    private readonly relay: Pick<RelayClient, 'deliver' | 'release'>,
    private readonly onCommitted: (frames: number, seconds: number) => void,
    private readonly onError: (error: Error) => void,
  ) {
    this.renewing = setInterval(() => void this.renewLeases(), RENEW_EVERY_MS);
  }

  /** A writer for a lease that was just granted. `close` it when the generation leaves this worker. */
  open(lease: Lease, gatewayAddress: string, position: LogPosition): LogWriter {
    const writer: LogWriter = new LogWriter(lease, gatewayAddress, position, () => this.schedule(writer));
    this.writers.add(writer);
    return writer;
  }

  close(writer: LogWriter): void {
    this.writers.delete(writer);
    this.dirty.delete(writer);
    this.relay.release(writer.lease.generationId);
  }

  stop(): void {
    clearInterval(this.renewing);
  }

  private schedule(writer: LogWriter): void {
    this.dirty.add(writer);
    if (this.committing) return;
    this.committing = true;
    // A turn of the event loop later the other slots of this decode step have written too, and the next step is under way:
    // the engine computes while the ledger is told.
    setImmediate(() => setImmediate(() => void this.commitAll()));
  }

  private async commitAll(): Promise<void> {
    while (this.dirty.size > 0) {
      const writers = [...this.dirty];
      this.dirty.clear();
      const startedMs = performance.now();
      const committed = (await Promise.all(writers.map((writer) => this.commit(writer)))).filter((one) => one !== null);
      if (committed.length > 0) this.relay.deliver(committed.map(toRelayFrame));
      for (const { writer, frame } of committed) this.acknowledge(writer, frame);
      this.onCommitted(committed.length, (performance.now() - startedMs) / 1_000);
      if (committed.length === 0 && this.dirty.size > 0) await delay(RETRY_AFTER_MS);
    }
    this.committing = false;
  }

  /** Only now may the generation's run go on to its end, which closes the writer and the relay's handle. */
  private acknowledge(writer: LogWriter, frame: SealedFrame): void {
    writer.acknowledge(frame);
    if (!writer.isSettled) this.dirty.add(writer);
  }

  /** Commits one frame of one log. `null` when there was none, when it must be tried again, or when the lease is lost. */
  private async commit(writer: LogWriter): Promise<CommittedFrame | null> {
    const frame = writer.lost.aborted ? null : writer.nextFrame();
    if (!frame) return null;
    try {
      return (await this.send(writer, frame)) ? { writer, frame } : null;
    } catch (error) {
      this.failed(writer, error);
      return null;
    }
  }

  /** Whether the ledger has the frame now. If it lost frames that it had, it is given them again first. */
  private async send(writer: LogWriter, frame: SealedFrame): Promise<boolean> {
    const outcome = await this.sendOnce(writer, frame);
    if (outcome === 'ok') return true;
    const tail = outcome === 'gap' ? await this.repair(writer, frame) : null;
    const again = tail && (await this.sendOnce(writer, frame));
    // A log that lost frames once more meanwhile is mended in the next round.
    if (again === 'gap') this.dirty.add(writer);
    else if (again !== 'ok') writer.lose();
    return again === 'ok';
  }

  private async sendOnce(writer: LogWriter, frame: SealedFrame): Promise<AppendOutcome['outcome'] | TerminateOutcome> {
    if (frame.terminal) return this.ledger.finish(writer.lease, frame.sequence, frame.body);
    return (await this.ledger.append(writer.lease, frame.sequence, [frame.body])).outcome;
  }

  private async repair(writer: LogWriter, frame: SealedFrame): Promise<SealedFrame[] | null> {
    const { outcome, logLength } = await this.ledger.append(writer.lease, frame.sequence, []);
    if (outcome === 'fenced') return null;
    const tail = writer.tailAfter(logLength)?.filter(({ sequence }) => sequence < frame.sequence) ?? null;
    if (!tail || tail.length === 0) return tail;
    const again = await this.ledger.append(
      writer.lease,
      logLength + 1,
      tail.map(({ body }) => body),
    );
    return again.outcome === 'ok' ? tail : null;
  }

  /** While the ledger is away the same frame is offered again and again; any other failure gives the generation up. */
  private failed(writer: LogWriter, error: unknown): void {
    const failure = toServingError(error);
    if (failure.code === 'ledger_unavailable') this.dirty.add(writer);
    else {
      this.onError(failure);
      writer.lose();
    }
  }

  private async renewLeases(): Promise<void> {
    const quietSinceMs = performance.now() - RENEW_EVERY_MS;
    const quiet = [...this.writers].filter((writer) => writer.confirmedAtMs < quietSinceMs && !writer.lost.aborted);
    await Promise.all(quiet.map((writer) => this.renew(writer)));
  }

  private async renew(writer: LogWriter): Promise<void> {
    try {
      if (await this.ledger.renew(writer.lease)) writer.confirmedAtMs = performance.now();
      else writer.lose();
    } catch (error) {
      // A ledger that is away cannot take the lease from us either: who holds it is settled when it returns.
      if (toServingError(error).code !== 'ledger_unavailable') this.onError(toServingError(error));
    }
  }
}

interface CommittedFrame {
  writer: LogWriter;
  frame: SealedFrame;
}

function toRelayFrame({ writer, frame }: CommittedFrame): RelayFrame {
  const { generationId } = writer.lease;
  const { sequence, body: frameBody, terminal } = frame;
  return { gatewayAddress: writer.gatewayAddress, generationId, sequence, frameBody, terminal };
}
