import { type Generation, type GenerationRequest, ServingError } from '#protocol';
import type { ModelDirectory, ModelFacts } from '../models/model-directory.js';
import { prepareGeneration } from './prepare-generation.js';
import type { PromptRenderer } from './prompt-renderer.js';

const RETRY_WHEN_NO_WORKER_SECONDS = 10;

/** Decides whether a request can be served at all, and prepares it, before anything is queued. */
export class Admission {
  constructor(
    private readonly models: ModelDirectory,
    private readonly renderer: PromptRenderer,
  ) {}

  /** Throws `ServingError` if the model is unknown, has no worker, or the prompt does not fit its context. */
  async admit(request: GenerationRequest): Promise<Generation> {
    const model = await this.models.find(request.model);
    requireWorker(model);
    const tokenIds = await this.renderer.render(request.conversation, model.vocabulary);
    return prepareGeneration(request, { ...model, tokenIds });
  }

  async close(): Promise<void> {
    this.models.stop();
    await this.renderer.close();
  }
}

function requireWorker({ name, readyWorkers }: ModelFacts): void {
  if (readyWorkers > 0) return;
  const retryAfterSeconds = RETRY_WHEN_NO_WORKER_SECONDS;
  throw new ServingError('overloaded', `No worker serves the model '${name}' at the moment.`, { retryAfterSeconds });
}
