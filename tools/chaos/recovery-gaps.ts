import type { Mark } from './history.js';

/** A silence in a stream around the kill of the worker that wrote it. */
export interface RecoveryGap {
  ms: number;
  /** Whether nothing else was done to the cluster during it. */
  isAlone: boolean;
}

interface Silence {
  fromMs: number;
  untilMs: number;
}

/** So many times the ordinary distance of two tokens is a silence. */
const SILENCE_OF_TOKENS = 4;

/**
 * How long each stream of a killed worker stood still. A client cannot see which worker writes its stream: of the streams
 * that were running at a kill, those that stood still longest are taken, as many as the worker had; shorter silences
 * than four tokens of the pace are the ordinary rhythm.
 */
export function recoveryGaps(
  marks: readonly Mark[],
  streams: readonly (readonly number[])[],
  tokensPerSecond: number,
): RecoveryGap[] {
  const ordinaryMs = (SILENCE_OF_TOKENS * 1_000) / tokensPerSecond;
  return marks
    .filter(({ name }) => name === 'kill worker')
    .flatMap((kill) => {
      const silences = streams
        .map((times) => silenceAt(times, kill.fromMs))
        .filter((silence) => silence !== null)
        .filter((silence) => lengthOf(silence) > ordinaryMs)
        .sort((one, other) => lengthOf(other) - lengthOf(one));
      return silences.slice(0, kill.running).map((silence) => ({
        ms: lengthOf(silence),
        isAlone: marks.every((mark) => mark === kill || !isDuring(mark, silence)),
      }));
    });
}

function silenceAt(times: readonly number[], atMs: number): Silence | null {
  const next = times.findIndex((time) => time > atMs);
  const [fromMs, untilMs] = [times[next - 1], times[next]];
  return fromMs === undefined || untilMs === undefined ? null : { fromMs, untilMs };
}

function lengthOf({ fromMs, untilMs }: Silence): number {
  return untilMs - fromMs;
}

/** A worker or gateway that only starts is no disturbance to a stream, but Redis is gone until it is up. */
function isDuring({ role, name, fromMs, untilMs }: Mark, silence: Silence): boolean {
  const isOverAtOnce = role !== 'redis' && name.startsWith('kill');
  return fromMs < silence.untilMs && (isOverAtOnce ? fromMs : untilMs) > silence.fromMs;
}
