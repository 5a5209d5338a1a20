/** Tokens that a slot wants to have read, as far as the plan looks at it. */
export interface PendingRead {
  /** How many tokens are still to be read. */
  remaining: number;
  /** Lower ones first. */
  priority: number;
  /** Reads of different adapters never share a step: an adapter holds for the whole batch. */
  adapter: string | null;
}

export interface StepLimits {
  /** Tokens in one batch. */
  batchTokens: number;
  /** Prompt tokens in one step while answers are being written: what a running answer waits for at most. */
  chunkTokens: number;
}

/** How many tokens of one read belong to the next step. */
export interface StepPart<Read> {
  read: Read;
  tokens: number;
}

/** Reads as short as this are part of an answer being written, or cost no more. */
const SHORT_TOKENS = 16;

/**
 * What the next step reads. Running answers come first, each with all it has (a token or a few); what is left of the
 * step is shared by the prompts that are being read, equally among those of the most urgent class, so that a short prompt
 * does not wait behind a long one.
 */
export function planStep<Read extends PendingRead>(
  reads: readonly Read[],
  adapter: string | null,
  limits: StepLimits,
): StepPart<Read>[] {
  const together = reads.filter((read) => read.adapter === adapter);
  const short = together.filter(({ remaining }) => remaining <= SHORT_TOKENS);
  const long = together.filter(({ remaining }) => remaining > SHORT_TOKENS);
  const parts: StepPart<Read>[] = [];
  let room = limits.batchTokens;
  for (const read of short) {
    const tokens = Math.min(read.remaining, room);
    if (tokens > 0) parts.push({ read, tokens });
    room -= tokens;
  }
  return [...parts, ...shareRoom(long, short.length > 0 ? Math.min(room, limits.chunkTokens) : room)];
}

function shareRoom<Read extends PendingRead>(reads: readonly Read[], room: number): StepPart<Read>[] {
  const inOrder = [...reads].sort((left, right) => left.priority - right.priority || left.remaining - right.remaining);
  const parts: StepPart<Read>[] = [];
  let left = room;
  for (const [index, read] of inOrder.entries()) {
    const alike = inOrder.slice(index).filter(({ priority }) => priority === read.priority).length;
    const tokens = Math.min(read.remaining, Math.ceil(left / alike));
    if (tokens > 0) parts.push({ read, tokens });
    left -= tokens;
  }
  return parts;
}

/** Whose turn it is after a step of `last`: adapters that have something to read take turns. */
export function nextAdapter(reads: readonly PendingRead[], last: string | null): string | null {
  const waiting = [...new Set(reads.map(({ adapter }) => adapter))];
  const inOrder = waiting.sort((left, right) => (isBefore(left, right) ? -1 : 1));
  const after = inOrder.find((adapter) => isBefore(last, adapter));
  return after === undefined ? (inOrder[0] ?? null) : after;
}

/** The model as it is comes first. */
function isBefore(left: string | null, right: string | null): boolean {
  return (left ?? '') < (right ?? '');
}
