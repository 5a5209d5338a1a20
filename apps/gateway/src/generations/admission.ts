import { type Conversation, type GenerationRequest, type Prompt, ServingError } from '#protocol';
import type { ModelDirectory, ModelFacts } from '../models/model-directory.js';
import type { ReasoningSeals } from '../sealing/reasoning-seals.js';
import type { TurnMemory } from '../turns/turn-memory.js';
import { fitContext } from './fit-context.js';
import type { PrefixAffinity } from './prefix-affinity.js';
import { type PreparedGeneration, prepareGeneration } from './prepare-generation.js';
import type { PreparedRequest, RequestPreparer } from './request-preparer.js';

const RETRY_WHEN_NO_WORKER_SECONDS = 10;

/** What can be served, and the worker that probably holds what was said before; that promise never rejects. */
export interface AdmittedRequest {
  prepared: PreparedGeneration;
  holder: Promise<string | null>;
}

/** A request as its model would read it. */
export interface ReadRequest extends PreparedRequest {
  model: Awaited<ReturnType<ModelDirectory['find']>>;
}

/** Decides whether a request can be served at all, and prepares it, before anything is queued. */
export class Admission {
  constructor(
    private readonly models: Pick<ModelDirectory, 'get' | 'find' | 'stop'>,
    private readonly turns: Pick<TurnMemory, 'restore'>,
    private readonly preparer: Pick<RequestPreparer, 'prepare' | 'close'>,
    private readonly affinity: Pick<PrefixAffinity, 'recall'>,
    private readonly seals: Pick<ReasoningSeals, 'openAll'>,
  ) {}

  /** Throws `ServingError` if the model is unknown, has no worker, or the prompt does not fit its context. */
  async admit(request: GenerationRequest): Promise<AdmittedRequest> {
    const facts = this.models.get(request.model);
    requireWorker(facts);
    // By whichever of its names a model is asked for, its workers hold the same beginnings.
    const { keys, holder } = this.affinity.recall({ ...request, model: facts.name });
    const { model, ...read } = await this.read(request);
    return { prepared: prepareGeneration(request, model, read, keys), holder };
  }

  /** What the model would be given for a request, whether or not anybody serves it at the moment. Throws `ServingError`. */
  async read(request: GenerationRequest): Promise<ReadRequest> {
    const model = await this.models.find(request.model);
    const restored = { ...request, prompt: await this.restore(request, model.vocabularyHash) };
    const prepare = (fitting: GenerationRequest): Promise<PreparedRequest> =>
      this.preparer.prepare(fitting, model.vocabulary);
    return { model, ...(await fitContext(restored, model.contextTokens, prepare)) };
  }

  /** Throws `ServingError` if no worker serves the model, or nobody ever did. */
  async requireServed(model: string): Promise<void> {
    requireWorker(await this.models.find(model));
  }

  async close(): Promise<void> {
    this.models.stop();
    await this.preparer.close();
  }

  /** What the model itself wrote takes the place of the client's words for it, where that is known. */
  private async restore(request: GenerationRequest, vocabularyHash: string): Promise<Prompt> {
    if (request.prompt.type !== 'conversation') return request.prompt;
    const opened = await this.seals.openAll(request.prompt.conversation, vocabularyHash, request);
    const conversation: Conversation = await this.turns.restore(opened, request.tenant, vocabularyHash);
    return { type: 'conversation', conversation };
  }
}

function requireWorker({ name, readyWorkers }: ModelFacts): void {
  if (readyWorkers > 0) return;
  const retryAfterSeconds = RETRY_WHEN_NO_WORKER_SECONDS;
  throw new ServingError('overloaded', `No worker serves the model '${name}' at the moment.`, { retryAfterSeconds });
}
