import { setTimeout as delay } from 'node:timers/promises';
import { type GatewayPresence, type LedgerAccess, retryUntilReachable } from '#ledger';
import type { Logger } from '#telemetry';
import type { RelayServer } from '#token-relay';
import type { GatewayMetrics } from './gateway-metrics.js';
import type { GatewayConfig } from './gateway.config.js';
import type { Admission } from './generations/admission.js';
import type { Followers } from './generations/followers.js';
import type { Following } from './generations/following.js';
import type { Generations } from './generations/generations.js';
import type { RateLimits } from './limits/rate-limits.js';
import type { OpenStreams } from './http/open-streams.js';
import type { ModelDirectory } from './models/model-directory.js';
import type { ResponseArchive } from './responses/response-archive.js';

/** How long clients may take to read what was written for them. */
const LET_GO_WITHIN_MS = 2_000;
const CLOSE_WITHIN_MS = 2_000;

export type GatewayState = 'starting' | 'ready' | 'draining' | 'stopped';

export interface GatewayParts {
  ledger: LedgerAccess;
  relay: RelayServer;
  models: ModelDirectory;
  admission: Admission;
  followers: Followers;
  following: Following;
  generations: Generations;
  responses: ResponseArchive;
  streams: OpenStreams;
  limits: RateLimits;
  metrics: GatewayMetrics;
}

/** Brings a gateway up and takes it down; never waits for Redis, which may come later. */
export class GatewayLifecycle {
  private currentState: GatewayState = 'starting';
  private relayPort = 0;

  constructor(
    private readonly config: GatewayConfig,
    private readonly logger: Logger,
    private readonly parts: GatewayParts,
  ) {}

  get state(): GatewayState {
    return this.currentState;
  }

  /** Whether Redis can be asked at this moment. */
  get ledger(): 'reachable' | 'away' {
    return this.parts.ledger.isReachable() ? 'reachable' : 'away';
  }

  get isReady(): boolean {
    const { ledger, models } = this.parts;
    return this.currentState === 'ready' && ledger.isReachable() && models.isInformed;
  }

  /** Where workers dial this gateway. */
  get relayAddress(): string {
    return this.config.relay.advertisedAddress ?? `${this.config.relay.host}:${this.relayPort}`;
  }

  /** Opens the relay and makes the gateway known. Rejects when a port is taken, or in production when Redis is unsafe. */
  async start(): Promise<void> {
    const { ledger, relay, models } = this.parts;
    this.relayPort = await relay.listen(this.config.relay.host, this.config.relay.port);
    models.start();
    this.parts.following.start();
    this.parts.responses.start();
    this.parts.limits.start();
    this.currentState = 'ready';
    await retryUntilReachable(() => ledger.gateways.announce(this.config.gatewayId, () => this.describe()));
    await this.checkRedis();
    this.logger.info({ relayAddress: this.relayAddress }, 'the gateway is ready');
  }

  /** Refuses new work, ends streams at an event's border and leaves. What they followed goes on, and can be followed elsewhere. */
  async drain(closeHttp: () => Promise<void>): Promise<void> {
    const startedMs = performance.now();
    this.currentState = 'draining';
    this.parts.generations.beginShutdown();
    await this.parts.ledger.gateways.leave(this.config.gatewayId, this.describe()).catch(() => undefined);
    await this.parts.streams.interruptAll(LET_GO_WITHIN_MS);
    await Promise.race([closeHttp(), delay(CLOSE_WITHIN_MS)]);
    this.parts.metrics.drained((performance.now() - startedMs) / 1_000);
    this.parts.limits.stop();
    this.parts.responses.stop();
    this.parts.following.stop();
    this.parts.followers.stop();
    await this.parts.admission.close();
    await this.parts.relay.close();
    await this.parts.ledger.close();
    this.currentState = 'stopped';
    this.logger.info('stopped');
  }

  private describe(): GatewayPresence {
    const state = this.currentState === 'ready' ? 'ready' : 'gone';
    return { gatewayId: this.config.gatewayId, relayAddress: this.relayAddress, state };
  }

  private async checkRedis(): Promise<void> {
    const hazards = await retryUntilReachable(() => this.parts.ledger.findHazards());
    for (const hazard of hazards) this.logger.error({ hazard }, 'this Redis can lose accepted work');
    if (hazards.length > 0 && this.config.isProduction)
      throw new Error(`This Redis can lose accepted work: ${hazards.join('; ')}`);
  }
}
