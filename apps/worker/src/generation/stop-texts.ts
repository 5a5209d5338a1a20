import type { GenerationEvent } from '#protocol';

/**
 * Watches the content of an answer for the texts that end it. Text that could be the beginning of one is held back until
 * it is decided; reasoning and tool arguments pass untouched.
 */
export class StopTexts {
  private held = '';
  private heldItem = 0;
  private met: string | null = null;

  constructor(private readonly stopTexts: readonly string[]) {}

  /** The text that ended the answer: of those that begin at the same place the shortest, which was whole first. */
  get stopText(): string | null {
    return this.met;
  }

  /** The events that may be shown now, and whether a stop text was met. After that nothing comes any more. */
  filter(events: readonly GenerationEvent[]): { events: GenerationEvent[]; stopped: boolean } {
    if (this.stopTexts.length === 0) return { events: [...events], stopped: false };
    const shown = events.flatMap((event) => (this.met === null ? this.pass(event) : []));
    return { events: shown, stopped: this.met !== null };
  }

  private pass(event: GenerationEvent): GenerationEvent[] {
    if (event.type === 'content-delta') return this.search(event.item, this.held + event.text);
    if (event.type === 'item-ended') return [...this.flush(), event];
    return [event];
  }

  private search(item: number, text: string): GenerationEvent[] {
    const first = firstOfAny(text, this.stopTexts);
    if (first) {
      this.met = first.stopText;
      this.held = '';
      return [...delta(item, text.slice(0, first.at)), { type: 'item-ended', item }];
    }
    const safe = text.length - longestUndecided(text, this.stopTexts);
    this.held = text.slice(safe);
    this.heldItem = item;
    return delta(item, text.slice(0, safe));
  }

  private flush(): GenerationEvent[] {
    const text = this.held;
    this.held = '';
    return delta(this.heldItem, text);
  }
}

function delta(item: number, text: string): GenerationEvent[] {
  return text === '' ? [] : [{ type: 'content-delta', item, text }];
}

function firstOfAny(text: string, wanted: readonly string[]): { at: number; stopText: string } | undefined {
  return wanted
    .map((stopText) => ({ stopText, at: text.indexOf(stopText) }))
    .filter(({ at }) => at >= 0)
    .toSorted((one, other) => one.at - other.at || one.stopText.length - other.stopText.length)
    .at(0);
}

/** Length of the longest end of `text` with which one of the wanted texts begins. */
function longestUndecided(text: string, wanted: readonly string[]): number {
  const longest = Math.max(...wanted.map((stopText) => stopText.length)) - 1;
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (wanted.some((stopText) => stopText.startsWith(end))) return length;
  }
  return 0;
}
