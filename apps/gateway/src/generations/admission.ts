import { type GenerationRequest, ServingError } from '#protocol';
import type { ModelDirectory, ModelFacts } from '../models/model-directory.js';
import type { TurnMemory } from '../turns/turn-memory.js';
import type { PrefixAffinity } from './prefix-affinity.js';
import { type PreparedGeneration, prepareGeneration } from './prepare-generation.js';
import type { RequestPreparer } from './request-preparer.js';

const RETRY_WHEN_NO_WORKER_SECONDS = 10;

/** What can be served, and the worker that probably holds what was said before; that promise never rejects. */
export interface AdmittedRequest {
  prepared: PreparedGeneration;
  holder: Promise<string | null>;
}

/** Decides whether a request can be served at all, and prepares it, before anything is queued. */
export class Admission {
  constructor(
    private readonly models: ModelDirectory,
    private readonly turns: TurnMemory,
    private readonly preparer: RequestPreparer,
    private readonly affinity: PrefixAffinity,
  ) {}

  /** Throws `ServingError` if the model is unknown, has no worker, or the prompt does not fit its context. */
  async admit(request: GenerationRequest): Promise<AdmittedRequest> {
    const model = await this.models.find(request.model);
    requireWorker(model);
    const { keys, holder } = this.affinity.recall(request);
    const conversation = await this.turns.restore(request.conversation, request.tenant, model.vocabularyHash);
    const prepared = await this.preparer.prepare({ ...request, conversation }, model.vocabulary);
    return { prepared: prepareGeneration(request, model, prepared, keys), holder };
  }

  /** Throws `ServingError` if no worker serves the model, or nobody ever did. */
  async requireServed(model: string): Promise<void> {
    requireWorker(await this.models.find(model));
  }

  async close(): Promise<void> {
    this.models.stop();
    await this.preparer.close();
  }
}

function requireWorker({ name, readyWorkers }: ModelFacts): void {
  if (readyWorkers > 0) return;
  const retryAfterSeconds = RETRY_WHEN_NO_WORKER_SECONDS;
  throw new ServingError('overloaded', `No worker serves the model '${name}' at the moment.`, { retryAfterSeconds });
}
