import { ServingError } from '#protocol';

const MOST_PER_TENANT = 1_000;

/** Owns how many connections tenants have open here: each takes memory for as long as it lasts, whether or not anything is asked over it. */
export class SocketPlaces {
  private readonly taken = new Map<string, number>();

  constructor(private readonly mostPerTenant: number = MOST_PER_TENANT) {}

  /** Throws `rate_limit_exceeded` if the tenant has as many as it may. */
  requireFree(tenant: string): void {
    if (this.takenBy(tenant) < this.mostPerTenant) return;
    const message = `Too many open connections: there may be ${this.mostPerTenant} at a time. Close one, or ask without a WebSocket.`;
    throw new ServingError('rate_limit_exceeded', message, { retryAfterSeconds: 1 });
  }

  take(tenant: string): void {
    this.taken.set(tenant, this.takenBy(tenant) + 1);
  }

  leave(tenant: string): void {
    const left = this.takenBy(tenant) - 1;
    if (left > 0) this.taken.set(tenant, left);
    else this.taken.delete(tenant);
  }

  private takenBy(tenant: string): number {
    return this.taken.get(tenant) ?? 0;
  }
}
