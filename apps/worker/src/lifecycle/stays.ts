import type { PulledJob, ReleaseCause } from '#ledger';
import type { GenerationId } from '#protocol';
import type { RunningGeneration } from '../generation/running-generation.js';
import type { Stay, StayOutcome } from '../generation/stay.js';

/** What runs generations: the `GenerationRunner`. */
export interface Runner {
  /** Runs the job in the slot that is reserved for it and settles both, but the job of a suspect. Never rejects. */
  run(job: PulledJob, stay: Stay): Promise<StayOutcome>;
}

interface Guest {
  readonly controller: AbortController;
  running: RunningGeneration | null;
}

/** Owns which generations are here, from the attempt to acquire one until it ended or was given back. */
export class Stays {
  private readonly guests = new Map<Promise<StayOutcome>, Guest>();

  constructor(private readonly runner: Runner) {}

  /** Runs a job in a slot that is reserved for it. `onProgress`: told of its first token in the log. Never rejects. */
  begin(job: PulledJob, isAlone = false, onProgress: () => void = () => undefined): Promise<StayOutcome> {
    const guest: Guest = { controller: new AbortController(), running: null };
    const onStarted = (running: RunningGeneration): void => void (guest.running = running);
    const stay = this.runner
      .run(job, { leave: guest.controller.signal, isAlone, onStarted, onProgress })
      .finally(() => this.guests.delete(stay));
    this.guests.set(stay, guest);
    return stay;
  }

  /** Those that have begun and are not asked to leave. */
  get running(): RunningGeneration[] {
    return [...this.guests.values()].flatMap(({ controller, running }) =>
      running && !controller.signal.aborted ? [running] : [],
    );
  }

  /** Asks one to leave at its next token border. Who was asked before leaves for the first cause. */
  sendAway(id: GenerationId, cause: ReleaseCause): void {
    for (const { controller, running } of this.guests.values()) if (running?.id === id) controller.abort(cause);
  }

  sendAllAway(cause: ReleaseCause): void {
    for (const { controller } of this.guests.values()) controller.abort(cause);
  }

  /** Waits until those that are here now are gone. */
  async emptied(): Promise<void> {
    await Promise.all(this.guests.keys());
  }
}
