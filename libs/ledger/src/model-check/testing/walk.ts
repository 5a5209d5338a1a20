import type { Redis } from 'ioredis';
import { sampleGeneration } from '../../../../../test/support/sample-generation.js';
import { ACTIONS, type ActionName, commit, decode, deliverJob, relay } from './actions.js';
import type { Behaviour } from './behaviour.js';
import { Dice } from './dice.js';
import { factsOf } from './frames.js';
import { untilReachable } from './network.js';
import { GRACE_MS } from './observed-ledger.js';
import { Violation, insist } from './remembered.js';
import { type WalkKind, World } from './world.js';

/** One thing that happens; what exactly, where there is a choice, is up to the dice. */
export interface Step {
  action: ActionName;
  dice: number;
}

/** A short life of one generation. */
export interface Walk {
  kind: WalkKind;
  steps: readonly Step[];
  /** Whether everybody leaves at the end, workers and gateways. */
  isAbandoned: boolean;
}

const ROUNDS = 80;
/** How much time passes with each, in the first, second, third, and last quarter of them. */
const ROUND_MS = [500, 500, 20_000, 3 * 60 * 60_000];
/** A holder learns of a command with one reply and obeys it at the next token; another that takes over needs as many. */
const TOKENS_BEFORE_OBEYED = 4;
let walks = 0;

/** Walks through it, and then lets everything come to rest. Throws a `Violation` that tells what had happened until then. */
export async function takeWalk(redis: Redis, { kind, steps, isAbandoned }: Walk, behaviour: Behaviour): Promise<void> {
  const generation = sampleGeneration({ id: 'gen_walk' });
  const world = new World(redis, generation, kind, behaviour, `walk${++walks}`);
  const told: string[] = [];
  try {
    await world.begin();
    for (const { action, dice } of steps) {
      const rolled = (world.network.dice = new Dice(dice));
      told.push(action);
      await ACTIONS[action](world, rolled);
      await world.inspect();
      told[told.length - 1] = `${action} -> ${describe(world)}`;
    }
    told.push('rest');
    const last = new Dice(steps.length);
    if (isAbandoned && kind.isForeground) await abandon(world);
    else await comeToRest(world, last);
    world.oracle.requireEnd();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    throw new Violation(`${error.message}\n${told.join('\n')}\n... ${describe(world)}`, { cause: error });
  }
}

/** The faults are over: with time, everything ends. */
async function comeToRest(world: World, dice: Dice): Promise<void> {
  await beginFairness(world, dice);
  const promised = await promiseMore(world);
  for (let round = 0; round < ROUNDS && !isAtRest(world); round++) {
    await world.advance(ROUND_MS[Math.floor((round * ROUND_MS.length) / ROUNDS)] ?? 0);
    await serve(world, dice);
    await untilReachable(() => world.sweep());
    for (let jobs = world.jobs.length; jobs > 0; jobs--) await deliverJob(world, dice, true);
    for (const worker of world.workers) {
      for (const stay of worker.running) {
        await commit(world, dice, stay);
        await decode(world, dice, stay, worker);
        await commit(world, dice, stay);
      }
    }
    await world.inspect();
    const isLate =
      world.oracle.state === 'open' && round >= ROUNDS / 2 && !world.hasLostJobs && !world.kind.isPoisonous;
    insist(!isLate, 'it waits although the queue lost nothing');
  }
  promised();
  await dismiss(world, dice);
  for (const { client } of world.gateways)
    if (client) insist(client.ending !== null || client.isBeyondKnowledge, `the stream of ${client.name} never ended`);
}

/** What must come of a last command, and of those who follow now. */
async function promiseMore(world: World): Promise<() => void> {
  const { oracle } = world;
  const isFollowed =
    oracle.state !== 'finished' && world.gateways.some(({ client }) => client && client.ending === null);
  if (oracle.state === 'open') await untilReachable(() => world.person.command(null));
  const shown = world.clients.flatMap(({ received }) => received.map((body) => factsOf(body).text));
  const [number, length] = [oracle.commandCount, oracle.log.length];
  return () => {
    const later = oracle.log.slice(length).map(factsOf);
    const isOver = later.at(-1)?.text ?? '';
    insist(
      !isFollowed || shown.includes(isOver) || !isOver.includes('Nobody follows'),
      'it ended for want of followers, and had some',
    );
    const hasHadTime = later.filter(({ tokens }) => tokens > 0).length > TOKENS_BEFORE_OBEYED;
    const isObeyed = oracle.log.some((body) => factsOf(body).command === number);
    insist(!hasHadTime || isObeyed || number === 0, `command ${number} had no effect`);
  };
}

/** Workers learn that there is nothing to do for them any more. */
async function dismiss(world: World, dice: Dice): Promise<void> {
  for (let calls = 0; calls < 6; calls++) {
    await world.advance(1_500);
    for (const worker of world.workers) for (const stay of worker.running) await commit(world, dice, stay);
  }
  const isBusy = world.workers.some(({ running }) => running.length > 0);
  insist(!isBusy || world.oracle.state === 'absent', 'a worker still runs what is over');
}

/** Everybody leaves, and only the sweeper stays. */
async function abandon(world: World): Promise<void> {
  await beginFairness(world, new Dice(0));
  for (const worker of world.workers) worker.die();
  for (const gateway of world.gateways) gateway.die();
  world.jobs.length = 0;
  const isPaused = world.oracle.state === 'paused';
  await world.advance(isPaused ? 2 * 24 * 60 * 60_000 : GRACE_MS + 6_000);
  for (let looks = 0; looks < 2; looks++) {
    await untilReachable(() => world.sweep());
    await world.advance(6_000);
  }
  await world.inspect();
}

async function beginFairness(world: World, dice: Dice): Promise<void> {
  world.network.isFair = true;
  for (const worker of world.workers) worker.isFrozen = false;
  for (let late = 0; late < 10; late++) await world.network.deliverLate(dice);
}

/** The gateways do what they do all the time. */
async function serve(world: World, dice: Dice): Promise<void> {
  for (const gateway of world.gateways) {
    for (let calls = 0; calls < 4; calls++) await untilReachable(() => gateway.restore());
    await untilReachable(() => gateway.keepFollowing());
    await untilReachable(() => gateway.look());
  }
  while (world.network.relayed.length > 0) await relay(world, dice);
}

function isAtRest(world: World): boolean {
  const isServed = world.gateways.every(({ client }) => client === null || client.ending !== null);
  return (world.oracle.state === 'finished' || world.oracle.state === 'absent') && isServed;
}

function describe(world: World): string {
  const { oracle } = world;
  const log = oracle.log.map((body) => factsOf(body).text).join(' ');
  const clients = world.clients
    .map(({ received, ending, isFollowing }) => `${received.length}${ending ?? (isFollowing ? '+' : '')}`)
    .join('/');
  return `${oracle.state} at ${oracle.now} [${log}] clients ${clients} jobs ${world.jobs.join(',')}`;
}
