import { type Vocabulary, thoughtTokens } from '#harmony';
import {
  type Conversation,
  type DeveloperMessage,
  type Frame,
  type Generation,
  type ReasoningMessage,
  ServingError,
} from '#protocol';
import type { ModelDirectory } from '../models/model-directory.js';
import { ReasoningSeal } from './reasoning-seal.js';

/** Seals a thought of one generation, by its words. */
export type SealThought = (text: string) => string;

/** Sees a generation's frames as they pass by, and seals its thoughts. */
export interface ThoughtSealer {
  /** Every frame, in order, before anything that it shows is rendered. */
  observe(frame: Frame): void;
  seal: SealThought;
}

/** Owns the secrets under which thoughts are sealed: the first one seals, all of them open. */
export class ReasoningSeals {
  private sealing: Promise<readonly ReasoningSeal[]> | null = null;

  constructor(
    private readonly secrets: () => Promise<readonly Uint8Array[]>,
    private readonly models: Pick<ModelDirectory, 'vocabulary'>,
  ) {}

  /** What seals the thoughts of a generation. Rejects with `ledger_unavailable` while nobody can know the secret. */
  async sealerOf({ tenant, vocabularyHash }: Pick<Generation, 'tenant' | 'vocabularyHash'>): Promise<ThoughtSealer> {
    const [seals, vocabulary] = await Promise.all([this.seals(), this.models.vocabulary(vocabularyHash)]);
    const [seal] = seals;
    if (!seal) throw new Error('There is no secret to seal with');
    return openSealer(vocabulary, (text, tokenIds) => seal.seal(tenant, { text, vocabularyHash, tokenIds }));
  }

  /**
   * The conversation with what was sealed in the place of what the client says of it. What cannot be opened is what the
   * client says; if that is nothing, it is left out where it may be, else `invalid_encrypted_content` is thrown.
   */
  async openAll(
    conversation: Conversation,
    vocabularyHash: string,
    { tenant, promptParam }: { tenant: string; promptParam: string },
  ): Promise<Conversation> {
    if (!conversation.messages.some((message) => 'sealed' in message)) return conversation;
    const seals = await this.seals();
    const messages = conversation.messages.flatMap((message) => {
      if (!('sealed' in message) || message.sealed === undefined) return message;
      return message.type === 'developer'
        ? openSummary(message, seals, { tenant, promptParam })
        : openThought(message, seals, { vocabularyHash, tenant, promptParam });
    });
    return { ...conversation, messages };
  }

  private seals(): Promise<readonly ReasoningSeal[]> {
    const known = this.sealing ?? this.secrets().then((secrets) => secrets.map((secret) => new ReasoningSeal(secret)));
    this.sealing = known;
    known.catch(() => (this.sealing = null));
    return known;
  }
}

function openThought(
  { text, sealed = '', mayVanish = false }: ReasoningMessage,
  seals: readonly ReasoningSeal[],
  { vocabularyHash, tenant, promptParam }: { vocabularyHash: string; tenant: string; promptParam: string },
): ReasoningMessage[] {
  for (const seal of seals) {
    const thought = seal.open(tenant, sealed);
    if (!thought) continue;
    const isReadable = thought.vocabularyHash === vocabularyHash && thought.tokenIds.length > 0;
    return [{ type: 'reasoning', text: thought.text, ...(isReadable ? { tokenIds: thought.tokenIds } : {}) }];
  }
  if (text !== '') return [{ type: 'reasoning', text }];
  if (mayVanish) return [];
  throw new ServingError('invalid_encrypted_content', undefined, { param: promptParam });
}

/** A summary of what was said before, behind the words that introduce it. */
function openSummary(
  { text, sealed = '' }: DeveloperMessage,
  seals: readonly ReasoningSeal[],
  { tenant, promptParam }: { tenant: string; promptParam: string },
): DeveloperMessage {
  for (const seal of seals) {
    const summary = seal.open(tenant, sealed);
    if (summary) return { type: 'developer', text: `${text}${summary.text}` };
  }
  throw new ServingError('invalid_encrypted_content', undefined, { param: promptParam });
}

function openSealer(
  vocabulary: Vocabulary,
  seal: (text: string, tokenIds: readonly number[]) => string,
): ThoughtSealer {
  let written: number[] = [];
  return {
    observe({ tokenIds, events: [first] }) {
      if (first?.type === 'rewound') written = written.slice(0, first.toToken);
      for (const tokenId of tokenIds) written.push(tokenId);
    },
    seal: (text) => seal(text, thoughtTokens(text, written, vocabulary)),
  };
}
