import { type DynamicModule, Module } from '@nestjs/common';
import { openLedger } from '#ledger';
import { type Logger, Metrics } from '#telemetry';
import { RelayServer, toServerCredentials } from '#token-relay';
import { Answers } from './answers/answers.js';
import { ChatCompletionsController } from './chat/chat-completions.controller.js';
import { CompletionsController } from './completions/completions.controller.js';
import { Conversations } from './conversations/conversations.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { GatewayLifecycle } from './gateway-lifecycle.js';
import { GatewayMetrics } from './gateway-metrics.js';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.js';
import { Admission } from './generations/admission.js';
import { Dispatcher } from './generations/dispatcher.js';
import { Followers } from './generations/followers.js';
import { Following } from './generations/following.js';
import { Graces } from './generations/graces.js';
import { Generations } from './generations/generations.js';
import { LocalFollowing } from './generations/local-following.js';
import { LogRestorer } from './generations/log-restorer.js';
import { PrefixAffinity } from './generations/prefix-affinity.js';
import { rescue } from './generations/rescue.js';
import { RequestPreparer } from './generations/request-preparer.js';
import { SeenFrames } from './generations/seen-frames.js';
import { OpenStreams } from './http/open-streams.js';
import { IdempotencyKeys } from './idempotency/idempotency-keys.js';
import { RateLimits } from './limits/rate-limits.js';
import { GenerationEventsController } from './live/generation-events.controller.js';
import { GenerationsController } from './live/generations.controller.js';
import { LiveControl } from './live/live-control.js';
import { LiveGenerations } from './live/live-generations.js';
import { MessagesController } from './messages/messages.controller.js';
import { ModelAliases } from './models/model-aliases.js';
import { ModelDirectory } from './models/model-directory.js';
import { ModelsController } from './models/models.controller.js';
import { ResponseAnswers } from './responses/response-answers.js';
import { ResponseCreation } from './responses/response-creation.js';
import { ResponseHistory } from './responses/response-history.js';
import { ResponseItems } from './responses/response-items.js';
import { openResponses } from './responses/response-parts.js';
import { ResponseReplays } from './responses/response-replays.js';
import { ResponseStreams } from './responses/response-streams.js';
import { ResponsesController } from './responses/responses.controller.js';
import { ResponseSockets } from './responses/web-socket/response-sockets.js';
import { SocketAnswers } from './responses/web-socket/socket-answers.js';
import { StoredResponses } from './responses/stored-responses.js';
import { StoredResponsesController } from './responses/stored-responses.controller.js';
import { ReasoningSeals } from './sealing/reasoning-seals.js';
import { sealingSecrets } from './sealing/sealing-secrets.js';
import { TokensController } from './tokens/tokens.controller.js';
import { TurnMemory } from './turns/turn-memory.js';
import { OperationsController } from './operations.controller.js';

/** The wiring diagram of a gateway. */
@Module({})
export class GatewayModule {
  static of(config: GatewayConfig, logger: Logger): DynamicModule {
    const metrics = new Metrics('gateway');
    const gatewayMetrics = new GatewayMetrics(metrics);
    const ledger = openLedger(config.redisUrl, (error) => logger.warn({ err: error }, 'redis'));
    const models = new ModelDirectory(
      ledger,
      (error) => logger.warn({ err: error }, 'models could not be read'),
      new ModelAliases(config.modelAliases),
    );
    const turns = new TurnMemory(ledger.turns);
    const affinity = new PrefixAffinity(ledger, models, gatewayMetrics, config.hasPrefixAffinity);
    const seals = new ReasoningSeals(sealingSecrets(config.sealingSecrets, ledger.secrets), models);
    const admission = new Admission(
      models,
      turns,
      new RequestPreparer(config.toolBinding, config.thinkingBudgets),
      affinity,
      seals,
    );
    const relayAddress = (): string => lifecycle.relayAddress;
    const graces = new Graces(config.graceMs, relayAddress);
    const dispatcher = new Dispatcher(ledger, affinity, graces);
    const seen = new SeenFrames();
    const followers: Followers = new Followers(
      ledger,
      seen,
      (id) => void rescue(id, ledger),
      (id) => void restorer.restoreMissing(id),
      (id) => local.letGo(id),
    );
    const following = new Following(ledger, followers, relayAddress, graces.renewEveryMs, (error) =>
      logger.warn({ err: error }, 'the ledger could not be told what is followed here'),
    );
    const restorer: LogRestorer = new LogRestorer(ledger, seen, followers, graces, gatewayMetrics);
    ledger.timeline.onTimelineChange(() => void restorer.restoreAll());
    const relay = new RelayServer(
      { gatewayId: config.gatewayId, credentials: toServerCredentials(config.relay.tls) },
      followers,
    );
    const streams = new OpenStreams();
    const local: LocalFollowing = new LocalFollowing(followers, seen, following);
    const generations = new Generations(admission, dispatcher, ledger, local, gatewayMetrics);
    const limits = new RateLimits(ledger, (error) =>
      logger.warn({ err: error }, 'ended generations could not be counted'),
    );
    const answers = new Answers(generations, turns, new IdempotencyKeys(ledger), limits, config);
    const live = new LiveGenerations(ledger, models);
    const control = new LiveControl(ledger, live, generations, limits, config.pausedRetentionMs);
    const responses = openResponses({ ledger, answers, live, seals, seen }, config, (error) =>
      logger.warn({ err: error }, 'a response could not be archived yet'),
    );
    ledger.timeline.onTimelineChange(() => void responses.begun.giveBack());
    const sockets = new ResponseSockets(
      new SocketAnswers({ ...responses, answers }, config.holdStatusMs),
      streams,
      config.eventStream,
      (error) => {
        gatewayMetrics.refused(error.code);
        if (error.meaning.status >= 500) logger.error({ err: error }, 'a request over a socket failed');
      },
    );
    const lifecycle: GatewayLifecycle = new GatewayLifecycle(config, logger, {
      ledger,
      relay,
      models,
      admission,
      followers,
      following,
      generations,
      responses: responses.archive,
      streams,
      limits,
      metrics: gatewayMetrics,
    });
    gatewayMetrics.watch(
      'harmonium_gateway_ready_workers',
      'Workers known here to be ready.',
      () => models.readyWorkers,
    );
    gatewayMetrics.watch('harmonium_gateway_followed_generations', 'Generations followed here.', () => followers.size);
    return {
      module: GatewayModule,
      controllers: [
        ChatCompletionsController,
        CompletionsController,
        ConversationsController,
        GenerationsController,
        GenerationEventsController,
        MessagesController,
        ModelsController,
        ResponsesController,
        StoredResponsesController,
        TokensController,
        OperationsController,
      ],
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        { provide: Metrics, useValue: metrics },
        { provide: GatewayMetrics, useValue: gatewayMetrics },
        { provide: ModelDirectory, useValue: models },
        { provide: Admission, useValue: admission },
        { provide: Answers, useValue: answers },
        { provide: ReasoningSeals, useValue: seals },
        { provide: Conversations, useValue: responses.conversations },
        { provide: ResponseCreation, useValue: responses.creation },
        { provide: ResponseHistory, useValue: responses.history },
        { provide: ResponseItems, useValue: responses.items },
        { provide: ResponseAnswers, useValue: responses.answers },
        { provide: ResponseSockets, useValue: sockets },
        { provide: StoredResponses, useValue: responses.stored },
        { provide: ResponseReplays, useValue: responses.replays },
        { provide: ResponseStreams, useValue: responses.streams },
        { provide: LiveGenerations, useValue: live },
        { provide: LiveControl, useValue: control },
        { provide: OpenStreams, useValue: streams },
        { provide: GatewayLifecycle, useValue: lifecycle },
      ],
    };
  }
}
