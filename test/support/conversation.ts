import { postChat } from './chat-client.js';
import { metricOf } from './busy-worker.js';
import { type TestCluster, TINY } from './test-cluster.js';

/** What one turn brought, and what it cost to read. */
export interface Turn {
  status: number;
  content: string;
  promptTokens: number;
  cachedTokens: number;
}

interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A chat with the tiny model that sends everything again with every turn, as clients do. */
export class Conversation {
  readonly messages: Message[];

  constructor(
    private readonly cluster: TestCluster,
    instructions: string,
  ) {
    this.messages = [{ role: 'system', content: instructions }];
  }

  async say(text: string): Promise<Turn> {
    this.messages.push({ role: 'user', content: text });
    const response = await postChat(this.cluster.baseUrl, { model: TINY, messages: this.messages, temperature: 0 });
    const { choices, usage } = (await response.json()) as ChatCompletion;
    const content = choices?.[0]?.message.content ?? '';
    this.messages.push({ role: 'assistant', content });
    return {
      status: response.status,
      content,
      promptTokens: usage?.prompt_tokens ?? 0,
      cachedTokens: usage?.prompt_tokens_details.cached_tokens ?? 0,
    };
  }
}

interface ChatCompletion {
  choices?: { message: { content: string | null } }[];
  usage?: { prompt_tokens: number; prompt_tokens_details: { cached_tokens: number } };
}

/** How many generations the worker that holds their prefix took (`hit`), did not take, or was not known for. */
export async function affinityOf({ baseUrl }: TestCluster, outcome: 'none' | 'hit' | 'fallback'): Promise<number> {
  return metricOf(baseUrl, 'harmonium_gateway_affinity_total', `outcome="${outcome}"`);
}
