import fc from 'fast-check';
import type { ActionName } from './actions.js';
import type { Step, Walk } from './walk.js';
import type { WalkKind } from './world.js';

/** How often something happens, beside other things. */
export type Weights = Readonly<Partial<Record<ActionName, number>>>;

/** A bit of everything, mostly progress. */
const USUAL = {
  pass: 10,
  deliverJob: 14,
  loseJob: 1,
  decode: 16,
  commit: 22,
  release: 2,
  misbehave: 0.5,
  acceptTwice: 0.3,
  confirmLate: 0.3,
  killWorker: 2,
  freeze: 2,
  thaw: 2,
  deliverLate: 3,
  relay: 14,
  loseRelayed: 1,
  look: 6,
  restore: 8,
  keepFollowing: 2,
  claim: 1,
  attach: 2,
  leave: 0.5,
  killGateway: 0.5,
  rescue: 1,
  sweep: 5,
  pause: 1,
  resume: 3,
  cancel: 0.3,
  command: 3,
  edit: 1,
  snapshot: 2,
  goBack: 1,
  loseEverything: 0.2,
} satisfies Record<ActionName, number>;

const PRECISION = 10;

/** Where walks go. */
export interface Direction {
  /** In place of the usual ones. */
  weights?: Weights;
  kind?: Partial<WalkKind>;
  /** What happens first. */
  opening?: readonly ActionName[];
}

/** Walks of up to a hundred steps, behind the opening. */
export function anyWalk({ weights = {}, kind = {}, opening = [] }: Direction = {}): fc.Arbitrary<Walk> {
  const chosen = Object.entries({ ...USUAL, ...weights }) as [ActionName, number][];
  const action = fc.oneof(
    ...chosen.map(([name, weight]) => ({ weight: Math.round(weight * PRECISION), arbitrary: fc.constant(name) })),
  );
  const step: fc.Arbitrary<Step> = fc.record({ action, dice: fc.noShrink(fc.nat()) });
  const dice = fc.noShrink(fc.nat());
  const first = fc.tuple(...opening.map((name) => fc.record({ action: fc.constant(name), dice })));
  const others = fc.array(step, { minLength: 1, maxLength: 100, size: 'max' });
  return fc.record({
    kind: fc.record({
      isForeground: kind.isForeground === undefined ? fc.boolean() : fc.constant(kind.isForeground),
      isPoisonous: fc.constant(kind.isPoisonous ?? false),
      tokens: fc.constant(kind.tokens ?? 4),
      harm: fc.constant(kind.harm ?? 1),
    }),
    steps: fc.tuple(first, others).map((parts) => parts.flat()),
    isAbandoned: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });
}
