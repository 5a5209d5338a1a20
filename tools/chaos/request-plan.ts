import { Dice } from './dice.js';
import type { Question } from './questions.js';

/** One request of the load, and how its client behaves. */
export interface RequestPlan {
  number: number;
  question: Question;
  choices: number;
  isResumable: boolean;
  /** The gateway that is asked first. */
  gateway: number;
  /** Whether the client comes back when its stream is cut. Of a resumable request it always does. */
  returnsAfterCut: boolean;
  /** The client leaves by itself after so many events, for good or to go on elsewhere. */
  departure: { afterEvents: number; returns: boolean } | null;
}

/** Request number `number` of a campaign: the same for the same seed, whatever happened before. */
export function planRequest(
  seed: number,
  number: number,
  questions: readonly Question[],
  gateways: number,
): RequestPlan {
  const dice = new Dice(seed, `request ${number}`);
  const isResumable = dice.happens(0.75);
  const leaves = dice.happens(0.2);
  return {
    number,
    question: dice.pick(questions),
    choices: dice.happens(0.1) ? 2 : 1,
    isResumable,
    gateway: dice.whole(0, gateways - 1),
    returnsAfterCut: dice.happens(0.5) || isResumable,
    departure: leaves ? { afterEvents: dice.whole(1, 40), returns: isResumable } : null,
  };
}

/** The same question on a calm day. */
export function calmRequest(question: Question, number: number): RequestPlan {
  return {
    number,
    question,
    choices: 1,
    isResumable: false,
    gateway: 0,
    returnsAfterCut: false,
    departure: null,
  };
}
