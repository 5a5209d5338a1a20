import { RESTORED_PAUSE_MS } from '../../generation-ledger.js';
import type { TerminateCondition } from '../../outcomes.js';
import { POISONOUS_AFTER_DEATHS, SUSPECT_AFTER_DEATHS } from '../../scripts/lua-deaths.js';
import type { Client } from './client.js';
import { factsOf } from './frames.js';
import { GenerationFacts, keyOf } from './generation-facts.js';
import { NOTHING, type ObservedRecord, insist } from './remembered.js';

/**
 * What must be true of one generation, told by everything that the ledger answered, and by nothing that it keeps. Every method
 * is told of one answer at the moment it is given, and throws a `Violation` when there should not have been such an answer.
 */
export class Oracle extends GenerationFacts {
  accepted(replyTo: string, isAgain: boolean): void {
    if (this.present.state !== 'absent') return;
    this.present = {
      ...structuredClone(NOTHING),
      state: 'open',
      epoch: 1,
      replyTo,
      isShared: isAgain,
      isWhole: !isAgain,
    };
    this.followed();
  }

  replyToMoved(replyTo: string, expected: string): void {
    insist(
      this.present.replyTo === expected,
      `the live frames were taken from ${this.present.replyTo}, not ${expected}`,
    );
    this.present.replyTo = replyTo;
  }

  followedBy(address: string): void {
    if (this.state === 'absent') return;
    this.present.isShared ||= address !== this.present.replyTo;
    this.followed();
  }

  granted(leaseId: string, jobEpoch: number, isAlone: boolean, commands: readonly number[], epoch: number): void {
    const { present } = this;
    insist(present.state === 'open', `a lease was given of what is ${present.state}`);
    if (present.holder?.leaseId === leaseId) return this.confirmed();
    insist(jobEpoch === present.epoch, `a job of epoch ${jobEpoch} took epoch ${present.epoch}`);
    this.lapsed('was taken from its holder');
    insist(present.deaths < POISONOUS_AFTER_DEATHS, 'one of which too many workers died was given to another');
    insist(present.deaths < SUSPECT_AFTER_DEATHS || isAlone, 'a suspect was given to a worker that is not alone');
    this.requireWholeLog();
    const due = present.commands
      .map((action, index) => ({ action, number: index + 1 }))
      .filter(({ action, number }) => action !== 'lost' && number > present.acknowledged)
      .map(({ number }) => number);
    insist(
      String(commands) === String(due),
      `its holder is told of commands ${String(commands)}, not of those behind ${present.acknowledged}`,
    );
    present.epoch = epoch;
    present.holder = { leaseId, confirmedAtMs: this.now, logLength: present.log.length };
    this.lastRelease = null;
  }

  /** A lease was refused because of who died of it. */
  refused(outcome: 'suspect' | 'poisonous'): void {
    if (this.present.holder ?? this.present.voided) this.present.epoch++;
    this.lapsed('was taken from its holder');
    const enough = outcome === 'suspect' ? SUSPECT_AFTER_DEATHS : POISONOUS_AFTER_DEATHS;
    insist(this.present.deaths >= enough, `${outcome} after ${this.present.deaths} deaths without a token`);
  }

  renewed(leaseId: string): void {
    this.requireHolder(leaseId, 'renewed its lease');
    this.confirmed();
  }

  appended(leaseId: string, firstSequence: number, bodies: readonly Buffer[], acknowledges: number): void {
    this.requireHolder(leaseId, 'appended');
    insist(firstSequence <= this.log.length + 1, 'something was appended behind a gap');
    this.put(firstSequence, bodies, 'appended');
    this.present.acknowledged = Math.max(this.present.acknowledged, acknowledges);
    this.confirmed();
  }

  finished(leaseId: string, sequence: number, body: Buffer): void {
    if (this.present.state === 'finished') {
      insist(this.log.at(-1)?.equals(body) === true, 'an end was confirmed that is not the end');
      return;
    }
    this.requireHolder(leaseId, 'ended it');
    insist(sequence === this.log.length + 1, 'its end does not follow its last frame');
    this.end(body);
  }

  terminated(body: Buffer, condition: TerminateCondition): void {
    const { state, pausedUntilMs, followedUntilMs } = this.present;
    insist(state !== 'finished' && state !== 'absent', `what is ${state} was ended again`);
    if (condition === 'client-left') insist(state !== 'paused', 'a paused one ended because its client left');
    if (condition === 'unfollowed') insist(state !== 'paused', 'a paused one ended for want of followers');
    if (condition === 'unfollowed')
      insist(this.now >= followedUntilMs, 'one that is followed ended for want of followers');
    if (condition === 'paused-too-long')
      insist(state === 'paused' && this.now >= pausedUntilMs, 'it ended as paused for too long, and was not');
    this.requireWholeLog();
    this.end(body);
  }

  released(leaseId: string, epoch: number | null, isFault: boolean): void {
    const { present, lastRelease } = this;
    const isRepeated = lastRelease === leaseId && present.state === 'open' && !present.holder;
    if (isRepeated) insist(epoch === present.epoch, 'a repeated release got another answer');
    if (epoch === null || isRepeated) return;
    const isVoid = present.voided?.leaseId === leaseId;
    insist(present.holder?.leaseId === leaseId || isVoid, 'somebody gave back what somebody else holds');
    if (isFault) this.noteDeath(isVoid ? present.voided : present.holder, false);
    present.holder = present.voided = null;
    this.nextEpoch(epoch);
    this.lastRelease = leaseId;
  }

  revoked(epoch: number, silentMs: number): void {
    const { holder, voided } = this.present;
    insist(holder !== null || voided !== null, 'a lease was revoked that nobody had');
    insist(!holder || this.now - holder.confirmedAtMs >= silentMs, 'a lease was revoked of a holder that was heard of');
    insist(holder !== null || !this.isRecovering, 'a void lease was revoked before its holder could come back');
    this.dropHolder();
    this.nextEpoch(epoch);
  }

  /** The sweeper queues it, as of this epoch. */
  swept(epoch: number): void {
    if (this.present.state !== 'open') return;
    const { voided } = this.present;
    if (epoch > this.present.epoch) {
      insist(voided === null || !this.isRecovering, 'a void lease was swept before its holder could come back');
      this.lapsed('was swept');
      this.dropHolder();
      this.nextEpoch(epoch);
    } else insist(epoch === this.present.epoch, `epoch ${epoch} was queued, not ${this.present.epoch}`);
  }

  paused(body: Buffer, retentionMs: number): void {
    insist(this.state === 'open' || this.state === 'paused', `what is ${this.state} was paused`);
    if (this.state === 'paused') return;
    this.requireWholeLog();
    this.push(body);
    this.standStill(retentionMs);
  }

  resumed(body: Buffer, epoch: number): void {
    insist(this.state === 'paused', `what is ${this.state} was resumed`);
    this.requireWholeLog();
    this.push(body);
    this.goOn(epoch);
  }

  commanded(action: string, seen: number | null): (number: number) => void {
    return (number) => {
      insist(
        seen === null || seen === this.present.commands.length,
        'a command was made in view of others than there were',
      );
      insist(this.state === 'open' || this.state === 'paused', `what is ${this.state} was given a command`);
      insist(
        number === this.present.commands.length + 1,
        `command ${this.present.commands.length + 1} got number ${number}`,
      );
      this.requireWholeLog();
      this.present.commands.push(action);
    };
  }

  edited(number: number, seen: number, epoch: number): void {
    this.commanded('edit', seen)(number);
    this.goOn(epoch);
  }

  restored(firstSequence: number, bodies: readonly Buffer[], isFollower: boolean): void {
    insist(firstSequence <= this.log.length + 1, 'something was restored behind a gap');
    const added = bodies.slice(Math.max(0, this.log.length + 1 - firstSequence));
    insist(
      added.length === 0 || (this.present.holder === null && this.state !== 'finished'),
      'something was restored into a log that somebody else goes on with',
    );
    this.put(firstSequence, bodies, 'restored');
    if (isFollower) this.followed();
    this.present.isVouched ||= isFollower && !this.present.isShared;
    this.present.isWhole ||= this.present.isVouched;
    const last = added.at(-1);
    const isPaused = last !== undefined && factsOf(last).change === 'paused';
    if (isPaused && this.state === 'open') this.standStill(RESTORED_PAUSE_MS);
    if (last && !isPaused && this.state === 'paused') this.goOn(this.present.epoch + 1);
    for (const body of added) this.recall(body);
  }

  reclaimed(leaseId: string, believed: readonly Buffer[], inFlight: Buffer | null, knownCommand: number): void {
    insist(this.state === 'open', `a lease was reclaimed of what is ${this.state}`);
    const { present } = this;
    if (present.holder?.leaseId === leaseId) return this.confirmed();
    insist(present.holder === null, 'a lease was reclaimed that somebody else has');
    this.requireWholeLog();
    const expected = inFlight && this.log.length === believed.length + 1 ? [...believed, inFlight] : believed;
    insist(
      expected.length === this.log.length &&
        expected.every((body, index) => body.equals(this.log[index] ?? Buffer.alloc(0))),
      'a lease was reclaimed by one who believes in another log',
    );
    present.holder = { leaseId, confirmedAtMs: this.now, logLength: present.voided?.logLength ?? 0 };
    present.voided = null;
    // Redis has forgotten what they were, but not the holder that they were.
    while (present.commands.length < knownCommand) present.commands.push('lost');
  }

  /** `isBlind`: the gateway that gives it does not know yet that Redis went back in time. */
  given(client: Client, sequence: number, body: Buffer, isBlind: boolean): void {
    insist(client.ending === null, `${client.name} was given something behind the end`);
    insist(
      sequence === client.received.length + 1,
      `${client.name} was given ${sequence} behind ${client.received.length}`,
    );
    insist(
      this.everLogged.has(keyOf(sequence, body)),
      `${client.name} was given what is in no log: ${factsOf(body).text}`,
    );
    client.received.push(body);
    if (isBlind && !this.isRecovering && !client.agreesWith(this.log)) client.isExcused = true;
    else
      insist(
        client.isBeyondKnowledge || client.agreesWith(this.log),
        `${client.name} was given what is not true any more`,
      );
    if (factsOf(body).isTerminal) client.ending = 'terminal';
  }

  /** The gateway ends a stream because what it gave is not true any more. */
  gaveUp(client: Client): void {
    // Of what Redis has lost altogether only the gateway that accepted it can say what it was.
    const isForgotten = this.state === 'absent';
    insist(
      client.isExcused || client.isBeyondKnowledge || isForgotten,
      `the stream of ${client.name} ended for no reason`,
    );
    client.ending = 'error';
  }

  /** Looks at what Redis really has. */
  compare(log: readonly { sequence: number; body: Uint8Array }[], record: ObservedRecord): void {
    const { state } = record;
    insist(
      log.every(({ sequence }, index) => sequence === index + 1),
      'the log has a gap',
    );
    insist(
      log.length === this.log.length && log.every(({ body }, index) => this.log[index]?.equals(body) === true),
      `the log is [${log.map(({ body }) => factsOf(body).text).join(' ')}], not [${this.log.map((body) => factsOf(body).text).join(' ')}]`,
    );
    const expected = { absent: [null], open: ['queued', 'running'], paused: ['paused'], finished: ['finished'] };
    insist((expected[this.state] as (string | null)[]).includes(state), `its state is ${state}, not ${this.state}`);
    if (this.state === 'absent') return;
    const { epoch, holder, acknowledged, commands } = this.present;
    insist(record.epoch === epoch, `its epoch is ${record.epoch}, not ${epoch}`);
    insist(!holder || record.lease === holder.leaseId, `its lease is ${record.lease}, not ${holder?.leaseId}`);
    insist(record.acknowledged === acknowledged, `acknowledged is ${record.acknowledged}, not ${acknowledged}`);
    insist(record.command === commands.length, `its latest command is ${record.command}, not ${commands.length}`);
  }

  /** When everything has come to rest. */
  requireEnd(): void {
    // What Redis lost altogether and no gateway knows any more is nowhere.
    if (this.state === 'absent') return;
    insist(this.state === 'finished', `it never ended: it is ${this.state}`);
    const effects = Math.max(0, ...this.log.map((body) => factsOf(body).command));
    const isCancelled = factsOf(this.log.at(-1) ?? Buffer.alloc(0)).text.startsWith('error');
    const due = this.present.commands.lastIndexOf('edit') + 1;
    insist(isCancelled || effects >= due, `edit ${due} never had an effect`);
    for (const client of this.clients) {
      if (client.isBeyondKnowledge || client.isExcused || client.ending === 'error') continue;
      insist(client.isWithin(this.log), `${client.name} was given what is not in the end's log`);
    }
  }
}
