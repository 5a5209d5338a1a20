import { GENERATION_CLASSES, type GenerationClass } from '#protocol';

/** Priorities that each class has for itself. */
const BAND = 100_000;
/** How BullMQ 6 makes one number of a priority and of the order within it. */
const SCORES_PER_PRIORITY = 2 ** 32;

/**
 * BullMQ serves lower numbers first, and a job without a priority before all others: so every job has one, from 1 up. What
 * was started before goes to the head of its class, new work behind it.
 */
export function jobPriority(generationClass: GenerationClass, epoch: number): number {
  return GENERATION_CLASSES.indexOf(generationClass) * BAND + (epoch > 1 ? 1 : 2);
}

/** The class of a job that has this priority. */
export function classOfPriority(priority: number): GenerationClass {
  const generationClass = GENERATION_CLASSES[Math.floor((priority - 1) / BAND)];
  if (!generationClass) throw new Error(`No class has the priority ${priority}`);
  return generationClass;
}

/** The class of a job that stands with this score in BullMQ's set of prioritized jobs. */
export function classOfScore(score: number): GenerationClass {
  return classOfPriority(Math.floor(score / SCORES_PER_PRIORITY));
}
