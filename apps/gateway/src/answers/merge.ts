/** Opens a source; `leaving` is aborted when nobody reads it any more, and must end it. */
export type OpenSource<Value> = (leaving: AbortSignal) => AsyncGenerator<Value, void, void>;

type Arrival<Value> =
  | { type: 'value'; value: Value; from: AsyncGenerator<Value, void, void> }
  | { type: 'end' }
  | { type: 'failure'; error: unknown };

/**
 * The values of several sources as they come, one at most waiting of each. Ends when all have ended, and fails with the
 * first that fails. Leaving early, or `left`, ends them all.
 */
export async function* merge<Value>(
  sources: readonly OpenSource<Value>[],
  left: AbortSignal,
): AsyncGenerator<Value, void, void> {
  const leaving = new AbortController();
  const arrivals: Arrival<Value>[] = [];
  let wake: () => void = () => undefined;
  const pull = (from: AsyncGenerator<Value, void, void>): void => {
    void arrivalFrom(from).then((arrival) => {
      arrivals.push(arrival);
      wake();
    });
  };
  const opened = sources.map((open) => open(AbortSignal.any([left, leaving.signal])));
  let unended = opened.length;
  try {
    opened.forEach(pull);
    while (unended > 0) {
      if (arrivals.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const arrival = arrivals.shift();
      if (arrival?.type === 'failure') throw arrival.error;
      if (arrival?.type === 'end') unended--;
      if (arrival?.type === 'value') {
        yield arrival.value;
        pull(arrival.from);
      }
    }
  } finally {
    leaving.abort();
    await Promise.allSettled(opened.map((source) => source.return()));
  }
}

async function arrivalFrom<Value>(from: AsyncGenerator<Value, void, void>): Promise<Arrival<Value>> {
  try {
    const { done, value } = await from.next();
    return done ? { type: 'end' } : { type: 'value', value, from };
  } catch (error) {
    return { type: 'failure', error };
  }
}
