import type { EngineSlot } from '../engine/engine.js';
import { chooseSlot } from './choose-slot.js';

/** A slot in use. Whoever holds the claim owns the slot until it gives it back, exactly once. */
export interface SlotClaim {
  readonly slot: EngineSlot;
  /** `comesBack`: what ran in it was preempted, and its state is spared for a while if other slots are free. */
  release(comesBack?: boolean): void;
}

/**
 * For whom a slot is kept when several wait for one, first the most important: what must run alone, what others were
 * preempted for, what was preempted here, whatever comes.
 */
const PURPOSES = ['alone', 'urgent', 'returning', 'ordinary'] as const;
export type SlotPurpose = (typeof PURPOSES)[number];

/** How long the state of a preempted generation is spared, since by then somebody else may have taken it. */
const SPARED_MS = 10_000;

interface SlotState {
  slot: EngineSlot;
  busy: boolean;
  lastUsedMs: number;
  sparedUntilMs: number;
  promptTokens: number;
}

interface Waiter {
  purpose: SlotPurpose;
  admit: () => void;
}

/** Owns which slots are free. A reservation guarantees a slot; which one it is is decided when the prompt is known. */
export class SlotTable {
  private readonly states: SlotState[];
  private readonly waiters: Waiter[] = [];
  private reserved = 0;
  private closed = false;
  private held = false;

  constructor(slots: readonly EngineSlot[]) {
    this.states = slots.map((slot) => ({ slot, busy: false, lastUsedMs: 0, sparedUntilMs: 0, promptTokens: 0 }));
  }

  get size(): number {
    return this.states.length;
  }

  get busy(): number {
    return this.states.filter(({ busy }) => busy).length;
  }

  /** Slots that anybody may have: neither in use nor reserved; none while they are held back. */
  get free(): number {
    return this.held ? 0 : this.unoccupied;
  }

  /** Waits until a slot is free and keeps it for the caller, who must then `claim` or `cancelReservation`. */
  async reserve(purpose: SlotPurpose = 'ordinary'): Promise<void> {
    if (this.closed || this.isFreeFor(purpose)) this.reserved++;
    else await new Promise<void>((admit) => this.enqueue({ purpose, admit }));
  }

  /** Keeps a slot for the caller if one is free, without waiting; whether it did. */
  tryReserve(): boolean {
    if (this.free === 0) return false;
    this.reserved++;
    return true;
  }

  /** From now on free slots are kept for what must run alone, until `letGo`. */
  hold(): void {
    this.held = true;
  }

  letGo(): void {
    this.held = false;
    this.admitWaiters();
  }

  /** From now on nobody has to wait for a slot: who reserves one shall look whether it still wants it. */
  close(): void {
    this.closed = true;
    for (const waiter of this.waiters.splice(0)) this.admit(waiter);
  }

  cancelReservation(): void {
    this.reserved--;
    this.admitWaiters();
  }

  /** Turns a reservation into the slot that suits the prompt best. */
  claim(prompt: readonly number[], adapter: string | null): SlotClaim {
    const nowMs = performance.now();
    const free = this.states.filter(({ busy }) => !busy).map((state) => toCandidate(state, nowMs));
    const state = chooseSlot(free, prompt, adapter)?.state;
    if (!state) throw new Error('A slot was claimed without a reservation');
    this.reserved--;
    state.busy = true;
    state.promptTokens = prompt.length;
    state.sparedUntilMs = 0;
    return { slot: state.slot, release: (comesBack = false) => this.release(state, comesBack) };
  }

  private get unoccupied(): number {
    return Math.max(0, this.size - this.busy - this.reserved);
  }

  private release(state: SlotState, comesBack: boolean): void {
    if (!state.busy) throw new Error('A slot was given back twice');
    state.slot.rest();
    state.busy = false;
    state.lastUsedMs = performance.now();
    if (comesBack) state.sparedUntilMs = state.lastUsedMs + SPARED_MS;
    this.admitWaiters();
  }

  private isFreeFor(purpose: SlotPurpose): boolean {
    return this.unoccupied > 0 && (!this.held || purpose === 'alone');
  }

  private enqueue(waiter: Waiter): void {
    const rank = PURPOSES.indexOf(waiter.purpose);
    const behind = this.waiters.findIndex(({ purpose }) => PURPOSES.indexOf(purpose) > rank);
    this.waiters.splice(behind === -1 ? this.waiters.length : behind, 0, waiter);
  }

  /** A slot goes to who waits for it before anybody else can see that it is free. */
  private admitWaiters(): void {
    for (let next = this.waiters[0]; next && this.isFreeFor(next.purpose); next = this.waiters[0]) {
      this.waiters.shift();
      this.admit(next);
    }
  }

  private admit(waiter: Waiter): void {
    this.reserved++;
    waiter.admit();
  }
}

function toCandidate(state: SlotState, nowMs: number) {
  const { slot, lastUsedMs, promptTokens, sparedUntilMs } = state;
  const { cachedTokens, adapter } = slot;
  return { state, cachedTokens, adapter, lastUsedMs, promptTokens, isSpared: nowMs < sparedUntilMs };
}
