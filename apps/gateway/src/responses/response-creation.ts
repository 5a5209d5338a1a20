import {
  type AskedResponse,
  type RequestContext,
  type ResponseEcho,
  type ResponseIdentity,
  type ResponseItem,
  nameItems,
  readResponseEcho,
  toGenerationRequest,
  toResponseId,
} from '#openai-api';
import type { Generation, GenerationRequest } from '#protocol';
import type { Accepted } from '../answers/answers.js';
import type { OnAdmitted } from '../generations/generations.js';
import type { ResponseConversations } from './response-conversations.js';
import type { Responses } from './response-forms.js';
import type { ResolvedInput, ResponseHistory } from './response-history.js';
import { identityOf } from './response-streams.js';

/** Has a request generated, once. */
export type AcceptRequest = (request: GenerationRequest, onAdmitted: OnAdmitted) => Promise<Accepted>;

/** A response that is under way. */
export interface BegunResponse {
  accepted: Accepted;
  generation: Generation;
  identity: ResponseIdentity;
  echo: ResponseEcho;
  /** Whether who asked may: an idempotency key may have brought a response that another key began. */
  maySeeReasoning: boolean;
  /** All that it goes on from: items before its own, and its own. */
  items: readonly ResponseItem[];
}

/** Begins responses, and keeps those that somebody may ask for later. */
export class ResponseCreation {
  constructor(
    private readonly history: Pick<ResponseHistory, 'resolve'>,
    private readonly responses: Pick<Responses, 'keep' | 'forget'>,
    private readonly conversations: Pick<ResponseConversations, 'take' | 'letGo'>,
  ) {}

  /**
   * Begins a response. When this returns it is durable, and can be asked for at any gateway if it is stored. `before`: items that
   * stand before all others, which only the caller knows. Throws `ServingError` if refused: then there is no trace of it.
   */
  async begin(
    asked: AskedResponse,
    context: RequestContext,
    accept: AcceptRequest,
    before: readonly ResponseItem[] = [],
  ): Promise<BegunResponse> {
    const resolved = await this.history.resolve(asked, context.tenant, before);
    const request = toGenerationRequest(resolved.asked, resolved.history, context);
    const accepted = await this.acceptAndKeep(request, resolved, accept);
    const [generation] = accepted.choices;
    const items = [...resolved.history, ...nameItems(resolved.asked.input, generation.id)];
    const { maySeeReasoning } = context;
    return { accepted, generation, identity: identityOf(generation), echo: echoOf(generation), maySeeReasoning, items };
  }

  private async acceptAndKeep(
    request: GenerationRequest,
    resolved: ResolvedInput,
    accept: AcceptRequest,
  ): Promise<Accepted> {
    let kept: Generation | undefined;
    const keep: OnAdmitted = async ([generation]) => {
      kept = generation;
      if (generation) await this.keep(generation, resolved);
    };
    try {
      return await accept(request, keep);
    } catch (error) {
      // What cannot be undone now is found to be lost later.
      if (kept) await this.forget(kept, resolved).catch(() => undefined);
      throw error;
    }
  }

  private async keep(generation: Generation, { asked, conversationVersion, chain }: ResolvedInput): Promise<void> {
    const { store, conversationId } = asked;
    if (!store && conversationId === null) return;
    const { id: generationId, tenant, acceptedAtMs } = generation;
    const id = toResponseId(generationId);
    await this.responses.keep({
      tenant,
      id,
      generationId,
      isStored: store,
      createdAtMs: acceptedAtMs,
      conversationId,
      conversationVersion,
      chain,
      input: nameItems(asked.input, generationId),
      echo: echoOf(generation),
    });
    // Whoever holds a conversation is kept: others see then when it has ended.
    if (conversationId !== null) await this.conversations.take(tenant, conversationId, id, conversationVersion);
  }

  private async forget({ id: generationId, tenant }: Generation, { asked }: ResolvedInput): Promise<void> {
    const id = toResponseId(generationId);
    await this.responses.forget(tenant, id);
    if (asked.conversationId !== null) await this.conversations.letGo(tenant, asked.conversationId, id);
  }
}

/** Of a generation that was asked for as a response. */
function echoOf({ presentation }: Generation): ResponseEcho {
  const echo = readResponseEcho(presentation);
  if (!echo) throw new Error('This generation was not asked for as a response');
  return echo;
}
