import { type Vocabulary, channelsOfTokens } from '#harmony';
import type { GenerationRecord, LedgerAccess } from '#ledger';
import {
  type Echo,
  type GenerationBody,
  type GenerationOutputBody,
  type ServedGeneration,
  isGenerationId,
  readCompletionPresentation,
  toGenerationBody,
  toGenerationOutputBody,
} from '#openai-api';
import { type Frame, type Generation, type GenerationId, ServingError } from '#protocol';
import type { Choices } from '../answers/choices.js';
import { promptEchoes } from '../completions/prompt-echoes.js';
import type { ModelDirectory } from '../models/model-directory.js';
import { foldFrames } from './fold-frames.js';
import { inTurn } from './in-turn.js';

const FRAMES_PER_READ = 1_000;

/** What of the ledger is needed to look at generations. */
export interface LookingLedger {
  generations: Pick<LedgerAccess['generations'], 'read' | 'last'>;
  control: Pick<LedgerAccess['control'], 'describe' | 'list' | 'commandsBetween'>;
}

/** What is shown of a generation. */
export interface Shown {
  reasoning: boolean;
  tokens: boolean;
}

/** Shows generations to the tenant whose they are, whoever runs and follows them. Everything throws `ledger_unavailable` when Redis is away. */
export class LiveGenerations {
  constructor(
    private readonly ledger: LookingLedger,
    private readonly models: Pick<ModelDirectory, 'vocabulary'>,
  ) {}

  /** What the ledger knows of a tenant's generation. Throws `generation_not_found` for any other. */
  async find(id: GenerationId, tenant: string): Promise<GenerationRecord> {
    const record = isGenerationId(id) ? await this.ledger.control.describe(id) : null;
    if (record?.generation.tenant !== tenant) throw new ServingError('generation_not_found');
    return record;
  }

  /** A tenant's generations, newest first, without what they say. */
  async list(
    tenant: string,
    limit: number,
    after: GenerationId | null,
  ): Promise<{ bodies: GenerationBody[]; hasMore: boolean }> {
    const ids = await this.ledger.control.list(tenant, limit + 1, after);
    const bodies = await inTurn(ids.slice(0, limit), (id) => this.summarize(id, tenant).catch(nullIfGone));
    return { bodies: bodies.filter((body) => body !== null), hasMore: ids.length > limit };
  }

  /** A generation with what it says so far. Throws `generation_not_found`. */
  async show(id: GenerationId, tenant: string, shown: Shown): Promise<GenerationOutputBody> {
    const record = await this.find(id, tenant);
    const [pending, frames, vocabulary] = await Promise.all([
      this.pendingOf(record),
      this.frames(id),
      this.vocabularyOf(record.generation),
    ]);
    const served = { ...record, logLength: frames.length, pending, last: frames.at(-1) ?? null };
    return renderOutput(served, frames, vocabulary, shown);
  }

  /** A generation without what it says: however long its log is, only the last frame is read. Throws `generation_not_found`. */
  async summarize(id: GenerationId, tenant: string): Promise<GenerationBody> {
    const record = await this.find(id, tenant);
    const [pending, last] = await Promise.all([this.pendingOf(record), this.ledger.generations.last(id)]);
    return toGenerationBody({ ...record, logLength: last?.sequence ?? record.logLength, pending, last });
  }

  /** All of its log. */
  async frames(id: GenerationId): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (let isMore = true; isMore;) {
      const read = await this.ledger.generations.read(id, frames.length + 1, FRAMES_PER_READ);
      for (const frame of read) frames.push(frame);
      isMore = read.length === FRAMES_PER_READ;
    }
    return frames;
  }

  /** Commands whose effect was not in the log when the record was read. */
  pendingOf({ generation, acknowledgedCommand, command }: GenerationRecord) {
    return this.ledger.control.commandsBetween(generation.id, acknowledgedCommand, command);
  }

  /** What each choice of one request begins with, if it was asked to give its prompt back. */
  async echoesOf(choices: Choices): Promise<readonly Echo[]> {
    const asked = readCompletionPresentation(choices[0].presentation);
    return asked?.echo ? promptEchoes(choices, await this.vocabularyOf(choices[0]), asked) : [];
  }

  vocabularyOf({ vocabularyHash }: Generation): Promise<Vocabulary> {
    return this.models.vocabulary(vocabularyHash);
  }
}

/** A generation that was just accepted. */
export function summarizeNew(generation: Generation): GenerationBody {
  return toGenerationBody({
    ...{ generation, state: 'queued', epoch: 1, logLength: 0, preemptions: 0 },
    ...{ acceptedAtMs: generation.acceptedAtMs, startedAtMs: null, pending: [], last: null },
  });
}

function nullIfGone(error: unknown): null {
  if (error instanceof ServingError && error.code === 'generation_not_found') return null;
  throw error;
}

function renderOutput(
  served: ServedGeneration,
  frames: readonly Frame[],
  vocabulary: Vocabulary,
  shown: Shown,
): GenerationOutputBody {
  const tokenIds = foldFrames(frames);
  const channels = channelsOfTokens(vocabulary, served.generation, tokenIds);
  const textOf = (tokenId: number): string => Buffer.from(vocabulary.nameOf(tokenId)).toString();
  return toGenerationOutputBody(served, { frames, tokenIds, channels, textOf }, shown);
}
