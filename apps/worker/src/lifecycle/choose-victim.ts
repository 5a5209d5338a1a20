import { GENERATION_CLASSES, type GenerationClass } from '#protocol';
import type { RunningGeneration } from '../generation/running-generation.js';

/** What keeps preemption from becoming all that a worker does. */
export interface PreemptionLimits {
  /** A generation that was started or brought back runs at least this long, and one that gave way is away as long. */
  minRunMs: number;
  /** How often one generation is preempted at most. */
  mostPreemptions: number;
}

export interface VictimChoice<Running> {
  victim: Running | null;
  /** Without a victim: when there will be one, as far as that depends on time; else `null`. */
  eligibleInMs: number | null;
}

/** Negative when `one` comes before `other`. */
export function compareUrgency(one: GenerationClass, other: GenerationClass): number {
  return GENERATION_CLASSES.indexOf(one) - GENERATION_CLASSES.indexOf(other);
}

export function isMoreUrgent(one: GenerationClass, other: GenerationClass): boolean {
  return compareUrgency(one, other) < 0;
}

/**
 * Whose slot waiting work of a class may take: of the lowest class behind it, the generation of which the least has to be
 * read again. Spared are those without a new token in the log, since each stay has to bring a generation forward, and those
 * that began only now or gave way too often.
 */
export function chooseVictim<Running extends RunningGeneration>(
  running: readonly Running[],
  waiting: GenerationClass,
  nowMs: number,
  limits: PreemptionLimits,
): VictimChoice<Running> {
  const movable = running.filter(
    (one) => isMoreUrgent(waiting, one.class) && one.newTokens > 0 && one.preemptions < limits.mostPreemptions,
  );
  const protectedMs = (one: Running): number => Math.max(0, one.startedAtMs + limits.minRunMs - nowMs);
  const eligible = movable.filter((one) => protectedMs(one) === 0);
  if (eligible.length > 0) return { victim: eligible.reduce(better), eligibleInMs: null };
  return { victim: null, eligibleInMs: movable.length === 0 ? null : Math.min(...movable.map(protectedMs)) };
}

/** Which of two is the better victim. */
function better<Running extends RunningGeneration>(left: Running, right: Running): Running {
  if (left.class !== right.class) return isMoreUrgent(left.class, right.class) ? right : left;
  return right.tokens < left.tokens ? right : left;
}
