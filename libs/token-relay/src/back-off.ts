const FIRST_MS = 100;
/** So low because an attempt is cheap and a gateway that came back should be streaming again within 2 s. */
const LONGEST_MS = 2_000;

/**
 * How long to wait before the next attempt after `failures` failed ones (0: none yet). Doubles up to a limit; `random`
 * (0 <= random < 1) takes away up to half, so that the workers of a restarted gateway do not return in step.
 */
export function backOffMs(failures: number, random: number): number {
  const fullMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return fullMs * (1 - random / 2);
}
