import type { Direction } from './any-walk.js';
import type { Behaviour } from './behaviour.js';
import { CALM, GOES_BACK } from './directions.js';

/** A guard that no script can have, since it is about what workers and gateways do, and where it is put to the test soonest. */
export interface BehaviourGuard extends Direction {
  behaviour: keyof Behaviour;
}

export const BEHAVIOUR_GUARDS: readonly BehaviourGuard[] = [
  { behaviour: 'logsFirst', weights: { ...CALM, edit: 4, freeze: 4 } },
  { behaviour: 'dropsWhatIsLost', weights: { ...CALM, edit: 6 } },
  { behaviour: 'obeysNewCommands', weights: CALM, kind: { tokens: 10 } },
  { behaviour: 'acknowledges', weights: { ...CALM, command: 10 } },
  { behaviour: 'keepsOrder', weights: { ...CALM, look: 14 } },
  { behaviour: 'doubtsOtherTimelines', weights: { ...GOES_BACK, relay: 8, killGateway: 2 } },
  { behaviour: 'restores', weights: { ...GOES_BACK, attach: 0 } },
  {
    behaviour: 'restoresFirst',
    opening: [
      ...([
        'deliverJob',
        'snapshot',
        'decode',
        'commit',
        'look',
        'look',
        'goBack',
        'pass',
        'pass',
        'pass',
        'sweep',
      ] as const),
      ...(['deliverJob', 'decode', 'commit', 'decode', 'commit', 'look', 'look'] as const),
    ],
  },
  { behaviour: 'acceptsAgain', weights: { loseEverything: 5, restore: 10 } },
  { behaviour: 'keepsFollowing', weights: CALM, kind: { isForeground: true, tokens: 22 } },
  { behaviour: 'tails', weights: { ...CALM, loseRelayed: 8 } },
  { behaviour: 'sweeps', weights: { ...CALM, loseJob: 10 } },
];
