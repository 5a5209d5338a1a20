import type { LiveControlEvent, NumberedCommand } from '#protocol';

export type SteeredEvent = Extract<LiveControlEvent, { type: 'steered' }>;
export type EditCommand = Extract<NumberedCommand, { action: 'edit' }>;
/** A command that changes how a generation goes on, and nothing of what it was. */
export type SteeringCommand = Exclude<NumberedCommand, EditCommand>;

/** What a person changed about how a generation goes on; what an action does not ask for is 0. */
export type Steering = Pick<SteeredEvent, 'action' | 'tokens' | 'alternatives'>;

export function toSteering(command: SteeringCommand): Steering {
  return {
    action: command.action,
    tokens: command.action === 'answer-now' ? 0 : command.tokens,
    alternatives: command.action === 'inspect' ? command.alternatives : 0,
  };
}
