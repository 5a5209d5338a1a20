import type { EngineSlot } from '../engine/engine.js';
import { chooseSlot } from './choose-slot.js';

/** A slot in use. Whoever holds the claim owns the slot until it gives it back, exactly once. */
export interface SlotClaim {
  readonly slot: EngineSlot;
  release(): void;
}

interface SlotState {
  slot: EngineSlot;
  busy: boolean;
  lastUsedMs: number;
  promptTokens: number;
  readonly cachedTokens: readonly number[];
  readonly adapter: string | null;
}

/** Owns which slots are free. A reservation guarantees a slot; which one it is is decided when the prompt is known. */
export class SlotTable {
  private readonly states: SlotState[];
  private reserved = 0;
  private closed = false;
  private readonly waiters: (() => void)[] = [];

  constructor(slots: readonly EngineSlot[]) {
    this.states = slots.map((slot) => ({
      slot,
      busy: false,
      lastUsedMs: 0,
      promptTokens: 0,
      get cachedTokens() {
        return slot.cachedTokens;
      },
      get adapter() {
        return slot.adapter;
      },
    }));
  }

  get size(): number {
    return this.states.length;
  }

  get busy(): number {
    return this.states.filter(({ busy }) => busy).length;
  }

  /** Slots that are neither in use nor reserved. */
  get free(): number {
    return Math.max(0, this.size - this.busy - this.reserved);
  }

  /** Waits until a slot is free and keeps it for the caller, who must then `claim` or `cancelReservation`. */
  async reserve(): Promise<void> {
    while (this.free === 0 && !this.closed) {
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    }
    this.reserved++;
  }

  /** Keeps a slot for the caller if one is free, without waiting; whether it did. */
  tryReserve(): boolean {
    if (this.free === 0) return false;
    this.reserved++;
    return true;
  }

  /** From now on nobody has to wait for a slot: who reserves one shall look whether it still wants it. */
  close(): void {
    this.closed = true;
    for (const wake of this.waiters.splice(0)) wake();
  }

  cancelReservation(): void {
    this.reserved--;
    this.wake();
  }

  /** Turns a reservation into the slot that suits the prompt best. */
  claim(prompt: readonly number[], adapter: string | null): SlotClaim {
    const free = this.states.filter(({ busy }) => !busy);
    const state = chooseSlot(free, prompt, adapter);
    if (!state) throw new Error('A slot was claimed without a reservation');
    this.reserved--;
    state.busy = true;
    state.promptTokens = prompt.length;
    return {
      slot: state.slot,
      release: () => {
        if (!state.busy) throw new Error('A slot was given back twice');
        state.slot.rest();
        state.busy = false;
        state.lastUsedMs = performance.now();
        this.wake();
      },
    };
  }

  private wake(): void {
    this.waiters.shift()?.();
  }
}
