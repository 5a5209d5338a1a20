import { setTimeout as delay } from 'node:timers/promises';
import type { AppendOutcome, GenerationLedger, HolderNews, Lease, TerminateOutcome } from '#ledger';
import { toServingError } from '#protocol';
import type { RelayClient, RelayFrame } from '#token-relay';
import type { FollowerVouching } from './follower-vouching.js';
import { LeaseKeeper } from './lease-keeper.js';
import { LogWriter, type SealedFrame } from './log-writer.js';

const RETRY_AFTER_MS = 100;

/** Told of what happens to logs here; must not throw. */
export interface CommitObserver {
  committed(frames: number, seconds: number): void;
  /** A lease was lost while something was to be appended, or before; so many tokens were in no log. */
  fenced(unloggedTokens: number): void;
  failed(error: Error): void;
}

/**
 * Log first, deliver after: takes what all slots have written, commits it in one pipelined round trip, and only then hands
 * it to the relay. While one commit is under way the next decode steps gather, so a slow ledger makes frames larger and
 * never the queue longer.
 */
export class LogCommitter {
  private readonly dirty = new Set<LogWriter>();
  private readonly leases: LeaseKeeper;
  private committing = false;

  constructor(
    private readonly ledger: Pick<GenerationLedger, 'append' | 'finish' | 'renew' | 'restore' | 'reclaim'>,
    private readonly relay: Pick<RelayClient, 'deliver' | 'release'>,
    private readonly vouching: Pick<FollowerVouching, 'begin' | 'end'>,
    private readonly observer: CommitObserver,
  ) {
    this.leases = new LeaseKeeper(
      ledger,
      (writer) => this.goOn(writer),
      (error) => observer.failed(error),
    );
  }

  /** A writer for a lease that was just granted, which is renewed from now on. `close` it when the generation leaves this worker. */
  open(lease: Lease, news: HolderNews, loggedBefore: number): LogWriter {
    const writer: LogWriter = new LogWriter(lease, news, loggedBefore, () => this.schedule(writer));
    writer.lost.addEventListener('abort', () => this.observer.fenced(writer.unloggedTokens));
    this.leases.keep(writer);
    this.vouching.begin(writer);
    return writer;
  }

  close(writer: LogWriter): void {
    this.leases.drop(writer);
    this.vouching.end(writer);
    this.dirty.delete(writer);
    this.relay.release(writer.lease.generationId);
  }

  stop(): void {
    this.leases.stop();
  }

  /** Frames of another timeline need another handle: a gateway that knows of it believes no others. */
  private goOn(writer: LogWriter): void {
    this.relay.release(writer.lease.generationId);
    this.schedule(writer);
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
      this.deliver(committed);
      for (const { writer, frame } of committed) this.acknowledge(writer, frame);
      this.observer.committed(committed.length, (performance.now() - startedMs) / 1_000);
      if (committed.length === 0 && this.dirty.size > 0) await delay(RETRY_AFTER_MS);
    }
    this.committing = false;
  }

  /** What nobody follows at the moment is in the log for whoever comes. */
  private deliver(committed: readonly CommittedFrame[]): void {
    const followed = committed.filter(({ writer }) => writer.gatewayAddress !== '');
    if (followed.length > 0) this.relay.deliver(followed.map(toRelayFrame));
  }

  /** Only now may the generation's run go on to its end, which closes the writer and the relay's handle. */
  private acknowledge(writer: LogWriter, frame: SealedFrame): void {
    writer.acknowledge(frame);
    if (!writer.isSettled) this.dirty.add(writer);
  }

  /** Commits one frame of one log. `null` when there was none, when it must be tried again, or when the lease is lost. */
  private async commit(writer: LogWriter): Promise<CommittedFrame | null> {
    try {
      const frame = writer.lost.aborted || writer.isVoid ? null : writer.nextFrame();
      if (!frame) return null;
      return (await this.send(writer, frame)) ? { writer, frame } : null;
    } catch (error) {
      this.failed(writer, error);
      return null;
    }
  }

  /** Whether the ledger has the frame now. If it lost frames that it had, it is given them again first. */
  private async send(writer: LogWriter, frame: SealedFrame): Promise<boolean> {
    const first = await this.sendOnce(writer, frame);
    const outcome = first === 'gap' ? await this.repair(writer, frame) : first;
    // A log that lost frames once more meanwhile is mended in the next round.
    if (outcome === 'gap') this.dirty.add(writer);
    else if (outcome === 'void') void this.leases.regain(writer);
    else if (outcome !== 'ok') writer.lose();
    return outcome === 'ok';
  }

  private async sendOnce(writer: LogWriter, frame: SealedFrame): Promise<SendOutcome> {
    const { sequence, body, acknowledges } = frame;
    if (frame.terminal) return this.ledger.finish(writer.lease, sequence, body);
    const { outcome, ...news } = await this.ledger.append(writer.lease, sequence, [body], acknowledges);
    if (outcome === 'ok') this.hear(writer, news);
    return outcome;
  }

  /** A gateway that the frames no longer go to is told so. */
  private hear(writer: LogWriter, news: HolderNews): void {
    if (news.replyTo !== writer.gatewayAddress) this.relay.release(writer.lease.generationId);
    writer.hear(news);
  }

  /** Sends the frame behind those that the log has lost. What this worker never had it cannot give back: then the lease is worth nothing. */
  private async repair(writer: LogWriter, frame: SealedFrame): Promise<SendOutcome> {
    const { outcome, logLength } = await this.ledger.append(writer.lease, frame.sequence, []);
    if (outcome === 'fenced' || outcome === 'void') return outcome;
    const tail = writer.tailAfter(logLength);
    if (!tail) return 'conflict';
    const bodies = tail.map(({ body }) => body);
    const mended = tail.length === 0 ? 'ok' : (await this.ledger.append(writer.lease, logLength + 1, bodies)).outcome;
    return mended === 'ok' ? this.sendOnce(writer, frame) : mended;
  }

  /** While the ledger is away the same frame is offered again and again; any other failure gives the generation up. */
  private failed(writer: LogWriter, error: unknown): void {
    const failure = toServingError(error);
    if (failure.code === 'ledger_unavailable') this.dirty.add(writer);
    else {
      this.observer.failed(failure);
      writer.lose();
    }
  }
}

type SendOutcome = AppendOutcome['outcome'] | TerminateOutcome;

interface CommittedFrame {
  writer: LogWriter;
  frame: SealedFrame;
}

function toRelayFrame({ writer, frame }: CommittedFrame): RelayFrame {
  const { generationId, timeline } = writer.lease;
  const { sequence, body: frameBody, terminal } = frame;
  return { gatewayAddress: writer.gatewayAddress, generationId, timeline, sequence, frameBody, terminal };
}
