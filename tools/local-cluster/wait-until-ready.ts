import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceProcess } from './service-process.js';

const ASK_EVERY_MS = 50;

/** Waits until a service says it is ready. Rejects with its last words when it ends instead, and after `withinMs`. */
export async function waitUntilReady(service: ServiceProcess, url: string, withinMs = 60_000): Promise<void> {
  const giveUpAtMs = performance.now() + withinMs;
  while (!(await answersOk(url))) {
    if (!service.running) throw new Error(`${service.name} ended while it started:\n${service.lastWords}`);
    if (performance.now() > giveUpAtMs)
      throw new Error(`${service.name} was not ready within ${withinMs / 1_000} s:\n${service.lastWords}`);
    await delay(ASK_EVERY_MS);
  }
}

async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
