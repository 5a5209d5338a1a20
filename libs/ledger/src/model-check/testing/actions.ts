import { insist } from './remembered.js';
import { POISONOUS_AFTER_DEATHS } from '../../scripts/lua-deaths.js';
import type { ReleaseCause } from '../../outcomes.js';
import type { Dice } from './dice.js';
import { errorBody } from './frames.js';
import type { ModelGateway } from './model-gateway.js';
import { type ModelWorker, Stay } from './model-worker.js';
import { untilReachable } from './network.js';
import { GRACE_MS } from './observed-ledger.js';
import type { World } from './world.js';

type Action = (world: World, dice: Dice) => Promise<unknown>;

const RELEASE_CAUSES: readonly ReleaseCause[] = ['drain', 'preempt', 'isolation', 'fault'];
const TIMES_MS = [60, 300, 600, 1_100, 2_100, 2_100, 3_100, 5_100, 9_000];
const SILENT_MS = 500;

/** Everything that may happen next. An action for which there is no occasion does nothing. */
export const ACTIONS = {
  pass: (world, dice) => world.advance(dice.pick(TIMES_MS) ?? 0),
  deliverJob: (world, dice) => deliverJob(world, dice, dice.chance(0.3)),
  loseJob: (world, dice) => Promise.resolve(loseJob(world, dice)),
  decode: (world, dice) => withStay(world, dice, (stay, worker) => decode(world, dice, stay, worker)),
  commit: (world, dice) => withStay(world, dice, (stay) => commit(world, dice, stay)),
  release: (world, dice) => withStay(world, dice, (stay) => release(world, dice, stay)),
  misbehave: (world, dice) => withStay(world, dice, (stay) => untilReachable(() => stay.misbehave(dice))),
  acceptTwice: (world) => acceptTwice(world),
  confirmLate: (world, dice) => untilReachable(() => world.person.confirmQueued(dice.below(world.oracle.epoch))),
  killWorker: (world, dice) => Promise.resolve(dice.pick(world.workers)?.die()),
  freeze: (world, dice) => Promise.resolve(setFrozen(dice.pick(world.workers), true)),
  thaw: (world, dice) => Promise.resolve(setFrozen(dice.pick(world.workers.filter((one) => one.isFrozen)), false)),
  deliverLate: (world, dice) => world.network.deliverLate(dice),
  relay: (world, dice) => relay(world, dice),
  loseRelayed: (world, dice) => Promise.resolve(world.network.relayed.splice(dice.below(world.network.relayed.length))),
  look: (world, dice) => withGateway(world, dice, (gateway) => gateway.look()),
  restore: (world, dice) => withGateway(world, dice, (gateway) => gateway.restore()),
  keepFollowing: (world, dice) => withGateway(world, dice, (gateway) => gateway.keepFollowing()),
  claim: (world, dice) => withGateway(world, dice, (gateway) => gateway.claim((replyTo) => isHeard(world, replyTo))),
  attach: (world, dice) => attach(world, dice),
  leave: (world, dice) => withGateway(world, dice, (gateway) => gateway.leave(world.kind.isForeground)),
  killGateway: (world, dice) => Promise.resolve(dice.pick(world.gateways)?.die()),
  rescue: (world) => rescue(world),
  sweep: (world) => untilReachable(() => world.sweep()),
  pause: (world) => intervene(world, () => world.person.pause()),
  resume: (world, dice) => intervene(world, async () => queue(world, dice, await world.person.resume())),
  cancel: (world) => untilReachable(() => world.person.terminate(errorBody('cancelled'), 'always')),
  command: (world, dice) => intervene(world, () => world.person.command(dice.chance(0.5) ? null : seen(world, dice))),
  edit: (world, dice) => intervene(world, async () => queue(world, dice, await world.person.edit(seen(world, dice)))),
  snapshot: (world) => world.snapshot(),
  goBack: (world, dice) => goBack(world, dice),
  loseEverything: (world) => intervene(world, () => world.goBack(null)),
} satisfies Record<string, Action>;

export type ActionName = keyof typeof ACTIONS;

/** A worker takes a job, as its lease taker does. Jobs may come again although they were settled. */
export async function deliverJob(world: World, dice: Dice, isAlone: boolean): Promise<void> {
  const worker = dice.pick(world.workers.filter(({ isFrozen }) => !isFrozen));
  const waiting = dice.pick(world.jobs);
  const asking = worker?.asking ?? (waiting === undefined ? null : { epoch: waiting, leaseId: `L${++world.leases}` });
  if (!worker || !asking) return;
  const { epoch, leaseId } = asking;
  const ask = (): ReturnType<typeof worker.ledger.acquire> =>
    worker.ledger.acquire(epoch, leaseId, worker.name, isAlone);
  const outcome = (await untilReachable(ask)) ?? (await untilReachable(ask));
  worker.asking = outcome ? null : asking;
  const index = world.jobs.indexOf(epoch);
  if (!outcome || outcome.outcome === 'held' || outcome.outcome === 'recovering' || outcome.outcome === 'suspect')
    return;
  if (index >= 0 && (world.network.isFair || dice.chance(0.8))) world.jobs.splice(index, 1);
  if (outcome.outcome === 'poisonous')
    await untilReachable(() => worker.ledger.terminate(errorBody('poisonous'), 'always'));
  if (outcome.outcome !== 'granted') return;
  const { epoch: leaseEpoch, timeline, logLength } = outcome;
  const lease = { generationId: world.generation.id, epoch: leaseEpoch, leaseId, timeline };
  const log = await untilReachable(() => worker.ledger.read(1));
  if (!log || log.length < logLength) return;
  const believed = log.slice(0, logLength).map(({ body }) => body);
  const { tokens } = world.kind;
  worker.stays.push(new Stay(lease, outcome, believed, tokens, worker.ledger, world.network, world.behaviour));
}

/** A token is drawn, or the worker dies of it. */
export async function decode(world: World, dice: Dice, stay: Stay, worker: ModelWorker): Promise<void> {
  if (!world.kind.isPoisonous) return stay.decode(dice);
  worker.die();
  world.kills++;
  const atMost = POISONOUS_AFTER_DEATHS * (1 + world.interventions);
  insist(world.kills <= atMost, `${world.kills} workers died of it`);
}

/** The reply to its acceptance was lost, so it is accepted again. */
async function acceptTwice(world: World): Promise<void> {
  if (world.oracle.state === 'absent') return;
  await untilReachable(() => world.person.accept(world.generation, 'g1', GRACE_MS, false));
}

/** What was to be given back is, until that is confirmed. */
export async function commit(world: World, dice: Dice, stay: Stay): Promise<void> {
  if (stay.leaves && !stay.hasFrame) await release(world, dice, stay);
  else await stay.commit();
}

export async function relay(world: World, dice: Dice): Promise<void> {
  const { relayed } = world.network;
  const [frame] = relayed.splice(dice.chance(0.8) ? 0 : dice.below(relayed.length), 1);
  await world.gateways.find(({ address }) => address === frame?.to)?.receive(frame ?? never());
}

function never(): never {
  throw new Error('There is no such frame');
}

function loseJob(world: World, dice: Dice): void {
  world.hasLostJobs ||= world.jobs.length > 0;
  world.jobs.splice(dice.below(world.jobs.length), 1);
}

function setFrozen(worker: ModelWorker | undefined, isFrozen: boolean): void {
  if (worker) worker.isFrozen = isFrozen;
}

async function withStay(
  world: World,
  dice: Dice,
  act: (stay: Stay, worker: ModelWorker) => Promise<unknown>,
): Promise<void> {
  const all = world.workers.flatMap((worker) => worker.running.map((stay) => ({ stay, worker })));
  const chosen = dice.pick(all);
  if (chosen) await act(chosen.stay, chosen.worker);
}

async function withGateway(world: World, dice: Dice, act: (gateway: ModelGateway) => Promise<void>): Promise<void> {
  const gateway = dice.pick(world.gateways);
  if (gateway) await untilReachable(() => act(gateway));
}

function isHeard(world: World, replyTo: string): boolean {
  return world.gateways.some(({ address, client }) => address === replyTo && client !== null);
}

async function attach(world: World, dice: Dice): Promise<void> {
  const gateway = dice.pick(world.gateways.filter(({ client }) => client === null));
  const free = world.clients.filter(
    (client) => client.ending === null && !world.gateways.some((one) => one.client === client),
  );
  const client = dice.pick(free);
  if (gateway && client) await untilReachable(() => gateway.attach(client));
}

async function release(world: World, dice: Dice, stay: Stay): Promise<void> {
  const epoch = await stay.release(dice.pick(RELEASE_CAUSES) ?? 'drain');
  queue(world, dice, epoch);
}

async function rescue(world: World): Promise<void> {
  const outcome = await untilReachable(() => world.person.revokeSilent(SILENT_MS));
  if (outcome?.outcome === 'revoked') world.jobs.push(outcome.epoch);
}

/** Who changed something queues it again, and may die before. */
function queue(world: World, dice: Dice, epoch: number | null): void {
  if (epoch !== null && dice.chance(0.8)) world.jobs.push(epoch);
}

async function intervene(world: World, act: () => Promise<unknown>): Promise<void> {
  world.interventions++;
  await untilReachable(act);
}

function seen(world: World, dice: Dice): number {
  return dice.chance(0.8) ? world.oracle.commandCount : dice.below(3);
}

async function goBack(world: World, dice: Dice): Promise<void> {
  if (world.snapshotCount > 0) await intervene(world, () => world.goBack(world.snapshotCount - 1 - dice.below(2)));
}
