import type { RateLevel, RateStanding } from '#ledger';

/** How a key stands, as the clients of OpenAI read it. A key without a limit is told nothing of it. */
export function rateHeaders({ requests, tokens }: RateStanding): Record<string, string> {
  return { ...openAiHeaders('requests', requests), ...openAiHeaders('tokens', tokens) };
}

/** The same as the clients of Anthropic read it. */
export function anthropicRateHeaders({ requests, tokens }: RateStanding, nowMs: number): Record<string, string> {
  return { ...anthropicHeaders('requests', requests, nowMs), ...anthropicHeaders('tokens', tokens, nowMs) };
}

/** A duration as OpenAI writes it, which is as Go does: `120ms`, `8.64s`, `6m0s`. Rounded up to whole milliseconds. */
export function toDuration(milliseconds: number): string {
  const whole = Math.max(0, Math.ceil(milliseconds));
  if (whole > 0 && whole < 1_000) return `${whole}ms`;
  const [hours, minutes, seconds] = [Math.floor(whole / 3_600_000), Math.floor(whole / 60_000) % 60, whole % 60_000];
  const inHours = hours > 0 ? `${hours}h` : '';
  const inMinutes = hours > 0 || minutes > 0 ? `${minutes}m` : '';
  return `${inHours}${inMinutes}${seconds / 1_000}s`;
}

function openAiHeaders(kind: string, level: RateLevel | null): Record<string, string> {
  if (!level) return {};
  return {
    [`x-ratelimit-limit-${kind}`]: String(level.limit),
    [`x-ratelimit-remaining-${kind}`]: remaining(level),
    [`x-ratelimit-reset-${kind}`]: toDuration(level.fullInMs),
  };
}

function anthropicHeaders(kind: string, level: RateLevel | null, nowMs: number): Record<string, string> {
  if (!level) return {};
  return {
    [`anthropic-ratelimit-${kind}-limit`]: String(level.limit),
    [`anthropic-ratelimit-${kind}-remaining`]: remaining(level),
    [`anthropic-ratelimit-${kind}-reset`]: new Date(nowMs + Math.ceil(level.fullInMs)).toISOString(),
  };
}

function remaining(level: RateLevel): string {
  return String(Math.max(0, Math.floor(level.remaining)));
}
