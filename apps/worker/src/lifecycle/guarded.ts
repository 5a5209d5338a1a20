import { setTimeout as delay } from 'node:timers/promises';

const RETRY_AFTER_MS = 200;

/** Asks the queue for something. When it cannot be asked, that is told, and a moment later `otherwise` is the answer. */
export async function guarded<Result>(
  access: () => Promise<Result>,
  otherwise: Result,
  onError: (error: unknown) => void,
): Promise<Result> {
  try {
    return await access();
  } catch (error) {
    onError(error);
    return delay(RETRY_AFTER_MS, otherwise);
  }
}
