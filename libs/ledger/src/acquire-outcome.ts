import type { NumberedCommand } from '#protocol';
import { decodeGeneration } from './generation-codec.js';
import { toNumberedCommand } from './generation-control.js';
import { type AcquireOutcome, type GrantedGeneration, RESUME_CAUSES } from './outcomes.js';

/** Where the commands begin in a reply that grants. */
const FIRST_COMMAND = 10;

type Reply = readonly (Buffer | number | null)[];

/** Reads the reply of the acquire script. */
export function toAcquireOutcome(reply: Reply): AcquireOutcome {
  const text = (index: number): string => reply[index]?.toString() ?? '';
  const outcome = text(0);
  switch (outcome) {
    case 'granted':
      return granted(reply, text);
    case 'held':
      return { outcome, lapsesInMs: Number(reply[1]) };
    case 'recovering':
      return { outcome, readyInMs: Number(reply[1]) };
    case 'unsuitable':
      return {
        outcome,
        needs: { vocabularyHash: text(1), contextTokens: Number(reply[2]), adapter: text(3) || null },
      };
    case 'duplicate':
    case 'gone':
    case 'suspect':
    case 'poisonous':
      return { outcome };
    default:
      return { outcome: 'unknown' };
  }
}

function granted(reply: Reply, text: (index: number) => string): GrantedGeneration {
  const prompt = reply[6];
  if (!Buffer.isBuffer(prompt)) throw new Error('A record without a prompt');
  const cause = RESUME_CAUSES.find((known) => known === text(8));
  return {
    outcome: 'granted',
    epoch: Number(reply[1]),
    timeline: text(2),
    logLength: Number(reply[3]),
    replyTo: text(4),
    generation: decodeGeneration(text(5), prompt),
    preemptions: Number(reply[7]),
    resumed: cause === undefined ? null : { cause, agoMs: Number(reply[9]) },
    commands: commandsIn(reply.slice(FIRST_COMMAND)),
  };
}

function commandsIn(pairs: Reply): NumberedCommand[] {
  return pairs.flatMap((json, index) =>
    index % 2 === 1 && json !== null ? [toNumberedCommand(json.toString(), Number(pairs[index - 1]))] : [],
  );
}
