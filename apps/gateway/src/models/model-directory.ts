import { Vocabulary } from '#harmony';
import type { LedgerAccess, ModelPresence, WorkerPresence } from '#ledger';
import { ServingError } from '#protocol';
import type { ModelAliases } from './model-aliases.js';

const REFRESH_EVERY_MS = 1_000;
const LOOK_FOR_LEDGER_EVERY_MS = 50;

/** A model as workers announced it, or one of its LoRA adapters, which is served as a model of its own. */
export interface ModelFacts {
  name: string;
  /** The model whose workers run it. */
  baseModel: string;
  adapter: string | null;
  vocabularyHash: string;
  contextTokens: number;
  readyWorkers: number;
  slots: number;
  createdSeconds: number;
}

/** What of the ledger is needed to know them. */
interface ModelLedger extends Pick<LedgerAccess, 'isReachable'> {
  models: Pick<LedgerAccess['models'], 'remembered'>;
  workers: Pick<LedgerAccess['workers'], 'live'>;
  vocabularies: Pick<LedgerAccess['vocabularies'], 'load'>;
}

/** A model under one of its names, as it is shown to clients. */
export interface NamedModel extends ModelFacts {
  /** The name under which it is served, if this is another one. */
  aliasOf: string | null;
}

/** Knows which models are served and what is needed to prepare a prompt for them. */
export class ModelDirectory {
  private facts = new Map<string, ModelFacts>();
  private workers: readonly WorkerPresence[] = [];
  private readonly vocabularies = new Map<string, Promise<Vocabulary>>();
  private refreshing: NodeJS.Timeout | undefined;
  private hasLooked = false;

  constructor(
    private readonly ledger: ModelLedger,
    private readonly onError: (error: unknown) => void,
    private readonly aliases: Pick<ModelAliases, 'modelOf' | 'names'>,
  ) {}

  /** Begins to keep itself up to date, as soon as the ledger can be reached. */
  start(): void {
    void this.refresh();
    this.refreshing = setInterval(() => void this.refresh(), LOOK_FOR_LEDGER_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.refreshing);
  }

  /** Whether the ledger has been asked at all: before that nobody can say that a model does not exist. */
  get isInformed(): boolean {
    return this.hasLooked;
  }

  /** Every name under which a model can be asked for, but for those that are only patterns. */
  list(): NamedModel[] {
    const names = [...this.facts.keys(), ...this.aliases.names.filter((name) => !this.facts.has(name))];
    const served = names.filter((name) => this.lookUp(name) !== undefined);
    return served.sort((left, right) => left.localeCompare(right)).map((name) => this.describe(name));
  }

  /** The model of that name as it is shown. Throws as `get` does. */
  describe(name: string): NamedModel {
    const facts = this.get(name);
    return { ...facts, name, aliasOf: facts.name === name ? null : facts.name };
  }

  /** The name of the model that is meant when none is named: there is one only if a single one is served. */
  get onlyName(): string | null {
    const [first, ...others] = this.facts.keys();
    return first !== undefined && others.length === 0 ? first : null;
  }

  /** The model of that name, which may be an alias, with its vocabulary. Throws `model_not_found`, or `ledger_unavailable` while nobody can know. */
  async find(name: string): Promise<ModelFacts & { vocabulary: Vocabulary }> {
    const facts = this.get(name);
    return { ...facts, vocabulary: await this.vocabulary(facts.vocabularyHash) };
  }

  /** What is known of the model of that name, which may be an alias; `name` is then that under which it is served. */
  get(name: string): ModelFacts {
    const facts = this.lookUp(name);
    if (facts) return facts;
    if (!this.isInformed) throw new ServingError('ledger_unavailable', undefined, { retryAfterSeconds: 2 });
    throw new ServingError(
      'model_not_found',
      `The model '${name.slice(0, 100)}' does not exist or you do not have access to it.`,
      { param: 'model' },
    );
  }

  get readyWorkers(): number {
    return this.workers.filter(({ state }) => state === 'ready').length;
  }

  /** A worker that was alive a second ago. */
  worker(workerId: string): WorkerPresence | null {
    return this.workers.find((worker) => worker.workerId === workerId) ?? null;
  }

  /** A served model is never hidden by an alias. */
  private lookUp(name: string): ModelFacts | undefined {
    return this.facts.get(name) ?? this.facts.get(this.aliases.modelOf(name) ?? '');
  }

  private settleDown(): void {
    this.hasLooked = true;
    clearInterval(this.refreshing);
    this.refreshing = setInterval(() => void this.refresh(), REFRESH_EVERY_MS);
  }

  /** Looks once what is served; never rejects. */
  async refresh(): Promise<void> {
    if (!this.ledger.isReachable()) return;
    try {
      const [models, workers] = await Promise.all([this.ledger.models.remembered(), this.ledger.workers.live()]);
      this.workers = workers;
      this.facts = collectFacts(models, workers);
      for (const { vocabularyHash } of this.facts.values()) await this.vocabulary(vocabularyHash);
      if (!this.hasLooked) this.settleDown();
    } catch (error) {
      this.onError(error);
    }
  }

  /** The vocabulary of that hash, also of a model that is served no more. Rejects with `overloaded` while nobody published it. */
  vocabulary(hash: string): Promise<Vocabulary> {
    const known = this.vocabularies.get(hash);
    if (known) return known;
    const loading = this.load(hash);
    this.vocabularies.set(hash, loading);
    loading.catch(() => this.vocabularies.delete(hash));
    return loading;
  }

  private async load(hash: string): Promise<Vocabulary> {
    const serialized = await this.ledger.vocabularies.load(hash);
    if (!serialized)
      throw new ServingError('overloaded', 'The vocabulary of this model is not published yet.', {
        retryAfterSeconds: 1,
      });
    return Vocabulary.deserialize(serialized);
  }
}

/**
 * What models and workers say together: a model exists while it is remembered, has the vocabulary of the worker that
 * started last, and the context that every live worker of that vocabulary can hold.
 */
export function collectFacts(
  models: readonly ModelPresence[],
  workers: readonly WorkerPresence[],
): Map<string, ModelFacts> {
  const facts = models.flatMap((remembered) => {
    const { adapters } = [...workers, remembered].filter(({ model }) => model === remembered.model).reduce(allAdapters);
    return [null, ...adapters].map((adapter) => factsOf(remembered, adapter, workers));
  });
  return new Map(facts.map((one) => [one.name, one]));
}

function factsOf(remembered: ModelPresence, adapter: string | null, workers: readonly WorkerPresence[]): ModelFacts {
  const { model } = remembered;
  const ready = workers.filter((worker) => worker.model === model && worker.state === 'ready' && has(worker, adapter));
  const { vocabularyHash } = ready.reduce(startedLater, remembered);
  const alike = ready.filter((worker) => worker.vocabularyHash === vocabularyHash);
  return {
    name: adapter === null ? model : `${model}:${adapter}`,
    baseModel: model,
    adapter,
    vocabularyHash,
    contextTokens: Math.min(...(alike.length > 0 ? alike : [remembered]).map(({ contextTokens }) => contextTokens)),
    readyWorkers: ready.length,
    slots: ready.reduce((sum, { slots }) => sum + slots, 0),
    createdSeconds: Math.floor(remembered.startedAtMs / 1_000),
  };
}

function has({ adapters }: WorkerPresence, adapter: string | null): boolean {
  return adapter === null || adapters.includes(adapter);
}

function allAdapters<Presence extends ModelPresence>(left: Presence, right: Presence): Presence {
  return { ...left, adapters: [...new Set([...left.adapters, ...right.adapters])] };
}

function startedLater(left: ModelPresence, right: ModelPresence): ModelPresence {
  return right.startedAtMs > left.startedAtMs ? right : left;
}
