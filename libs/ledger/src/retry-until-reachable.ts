import pRetry from 'p-retry';
import { ServingError } from '#protocol';

/** Repeats an access until the ledger can be reached or the signal is aborted. Other errors are thrown at once. */
export async function retryUntilReachable<Result>(
  access: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  return pRetry(access, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 50,
    maxTimeout: 1_000,
    randomize: true,
    shouldRetry: ({ error }) => error instanceof ServingError && error.code === 'ledger_unavailable',
    ...(signal && { signal }),
  });
}
