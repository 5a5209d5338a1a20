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
import type { Meanwhile, OnAdmitted } from '../generations/generations.js';
import type { BegunResponses } from './begun-responses.js';
import type { ResponseConversations } from './response-conversations.js';
import type { BegunResponseForm, Responses } from './response-forms.js';
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
    private readonly begun: Pick<BegunResponses, 'remember' | 'forget'>,
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
    let begun: BegunResponseForm | null = null;
    const keep: OnAdmitted = async ([generation]) => {
      begun = generation ? formOf(generation, resolved) : null;
      return begun ? this.keep(begun) : undefined;
    };
    try {
      return await accept(request, keep);
    } catch (error) {
      // What cannot be undone now is found to be lost later.
      if (begun) await this.forget(begun).catch(() => undefined);
      throw error;
    }
  }

  /** Without a conversation that takes no time: nobody can ask for it before its client knows of it. */
  private async keep(form: BegunResponseForm): Promise<Meanwhile | undefined> {
    const { tenant, id, conversationId, conversationVersion } = form;
    this.begun.remember(form);
    if (conversationId === null) return () => this.responses.keep(form);
    await this.responses.keep(form);
    // Whoever holds a conversation is kept: others see then when it has ended.
    await this.conversations.take(tenant, conversationId, id, conversationVersion);
    return undefined;
  }

  private async forget({ tenant, id, conversationId }: BegunResponseForm): Promise<void> {
    this.begun.forget(id);
    await this.responses.forget(tenant, id);
    if (conversationId !== null) await this.conversations.letGo(tenant, conversationId, id);
  }
}

/** What is to be kept of a response; `null` if nobody will ask for it. */
function formOf(
  generation: Generation,
  { asked, conversationVersion, chain }: ResolvedInput,
): BegunResponseForm | null {
  const { store, conversationId } = asked;
  if (!store && conversationId === null) return null;
  const { id: generationId, tenant, acceptedAtMs } = generation;
  return {
    tenant,
    id: toResponseId(generationId),
    generationId,
    isStored: store,
    createdAtMs: acceptedAtMs,
    conversationId,
    conversationVersion,
    chain,
    input: nameItems(asked.input, generationId),
    echo: echoOf(generation),
  };
}

/** Of a generation that was asked for as a response. */
function echoOf({ presentation }: Generation): ResponseEcho {
  const echo = readResponseEcho(presentation);
  if (!echo) throw new Error('This generation was not asked for as a response');
  return echo;
}
