/**
 * npm passes a Ctrl-C on to its child, which has already got it from the terminal: what comes within this time is the
 * same request.
 */
const SAME_REQUEST_MS = 500;

/**
 * Resolves when this process is asked to stop: Ctrl-C, SIGTERM, or the terminal closed. `onSecond` is called when
 * somebody asks again, because ending in order takes too long for them.
 */
export function whenAskedToStop(onSecond: () => void): Promise<'asked to stop'> {
  return new Promise((resolve) => {
    let firstMs = 0;
    const ask = (): void => {
      const nowMs = Date.now();
      if (firstMs === 0) {
        firstMs = nowMs;
        resolve('asked to stop');
      } else if (nowMs - firstMs > SAME_REQUEST_MS) onSecond();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  });
}
