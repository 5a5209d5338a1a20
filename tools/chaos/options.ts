import { parseArgs } from 'node:util';
import type { CampaignOptions } from './campaign.js';

export const USAGE = `Usage: npm run chaos -- [options]

  --kills N           how often something is ended by kill -9 (default: 50); freezes and drains come on top
  --seed N            what is done and asked; the same seed does and asks the same (default: random, and told)
  --pause MS          between one disturbance and the next, on average (default: 500)
  --streams N         requests at a time (default: 12)
  --pace N            tokens per second of each stream (default: 25)
  --directory DIR     for logs and the histories of badly treated requests (default: .harmonium/chaos/seed-N)`;

/** A command line that cannot be understood; the message says why. */
export class UsageError extends Error {}

/** Reads the command line. Throws `UsageError`. */
export function parseChaosOptions(commandLine: string[], randomSeed: number): CampaignOptions {
  const values = parseFlags(commandLine);
  const seed = parseWhole('seed', values.seed ?? String(randomSeed));
  return {
    kills: parseCount('kills', values.kills),
    seed,
    pauseMs: parseWhole('pause', values.pause),
    streams: parseCount('streams', values.streams),
    tokensPerSecond: parseCount('pace', values.pace),
    directory: values.directory ?? `.harmonium/chaos/seed-${seed}`,
  };
}

/** The command line that does and asks the same. */
export function renderOptions({ kills, seed, pauseMs, streams, tokensPerSecond }: CampaignOptions): string {
  return `--kills ${kills} --seed ${seed} --pause ${pauseMs} --streams ${streams} --pace ${tokensPerSecond}`;
}

function parseFlags(commandLine: string[]) {
  try {
    return parseArgs({
      args: commandLine,
      options: {
        kills: { type: 'string', default: '50' },
        seed: { type: 'string' },
        pause: { type: 'string', default: '500' },
        streams: { type: 'string', default: '12' },
        pace: { type: 'string', default: '25' },
        directory: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parseCount(option: string, text: string): number {
  const count = parseWhole(option, text);
  if (count === 0) throw new UsageError(`--${option} must be above 0`);
  return count;
}

function parseWhole(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${option} must be a whole number, not "${text}"`);
  return Number(text);
}
