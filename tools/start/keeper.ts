import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceExit } from '../local-cluster/service-process.js';
import type { Member } from './members.js';
import { MOST_RESTARTS, mayRestart, recentDeaths } from './restart-limit.js';

const RESTART_AFTER_MS = 1_000;
const SHOWN_LINES = 3;
const SHOWN_CHARACTERS = 240;

/** Brings members back that die unexpectedly, and says so. */
export class Keeper {
  /** Rejects with one sentence when a member dies too often to go on. */
  readonly hopeless: Promise<never>;
  private giveUp: (reason: Error) => void = () => undefined;
  private isWatching = true;
  private readonly deathsMs = new Map<string, number[]>();

  constructor(
    private readonly print: (line: string) => void,
    private readonly onRespawn: () => void,
  ) {
    this.hopeless = new Promise((_, reject) => (this.giveUp = reject));
    this.hopeless.catch(() => undefined);
  }

  watch(member: Member): void {
    const { name } = member.process;
    void member.process.exited.then(async (exit) => {
      if (!this.isWatching) return;
      this.print(describeDeath(member, exit));
      const deaths = recentDeaths(this.deathsMs.get(name) ?? [], Date.now());
      this.deathsMs.set(name, deaths);
      if (!mayRestart(deaths))
        return this.giveUp(new Error(`${name} died more than ${MOST_RESTARTS} times within a minute; giving up.`));
      await delay(RESTART_AFTER_MS);
      if (this.isWatching) this.respawn(member);
    });
  }

  /** From now on every death is wanted. */
  stopWatching(): void {
    this.isWatching = false;
  }

  private respawn(member: Member): void {
    const { name } = member.process;
    const ready = member.respawn();
    this.watch(member);
    this.onRespawn();
    ready.then(
      () => this.print(`${name} is ready again.`),
      // It died while it started, which the watch sees as well.
      () => undefined,
    );
  }
}

function describeDeath({ process }: Member, { code, signal }: ServiceExit): string {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  const lastWords = process.lastWords.split('\n').slice(-SHOWN_LINES);
  const shown = lastWords.map((line) => `  ${line.slice(0, SHOWN_CHARACTERS)}`);
  return [`${process.name} ended unexpectedly ${how}. Its last words:`, ...shown].join('\n');
}
