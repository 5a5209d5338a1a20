/** A place of a published schema at which we send what it does not allow. */
export interface Deviation {
  /** JSON pointer in the document. */
  at: string;
  may: { be: null | string } | 'be absent';
  because: string;
}

const COMPLETION = '/components/schemas/CreateCompletionResponse/properties';
const CHOICE = `${COMPLETION}/choices/items/properties`;
const LOGPROBS = `${CHOICE}/logprobs/anyOf/0/properties`;
const RESPONSE = '/components/schemas/ModelResponseProperties/properties';

/** All of them. Whatever else deviates fails a test. */
export const KNOWN_DEVIATIONS: Record<'openai' | 'anthropic', readonly Deviation[]> = {
  openai: [
    {
      at: '/components/schemas/ChatCompletionMessageToolCallChunk/properties/type',
      may: { be: 'custom' },
      because: 'nothing is published of how calls of custom tools are streamed; they come as whole answers have them',
    },
    ...['safety_identifier', 'prompt_cache_key'].map((field) => ({
      at: `${RESPONSE}/${field}`,
      may: { be: null },
      because: "every key is always there, as in OpenAI's own answers; its package reads null here",
    })),
    {
      at: '/components/schemas/Response/allOf/2/properties/usage',
      may: { be: null },
      because: "OpenAI's own streams have null until the response has ended",
    },
    {
      at: `${CHOICE}/finish_reason`,
      may: { be: null },
      because: 'no other schema is published for chunks, which end with one of them only',
    },
    {
      at: `${COMPLETION}/usage`,
      may: { be: null },
      because: 'of chunks with include_usage all but the last have null',
    },
    ...['token_logprobs', 'top_logprobs'].map((field) => ({
      at: `${LOGPROBS}/${field}/items`,
      may: { be: null },
      because: 'nothing is known of the tokens of an echoed prompt, the first of which has null at OpenAI too',
    })),
  ],
  anthropic: [
    {
      at: '/components/schemas/TextBlock/properties/citations',
      may: 'be absent',
      because: 'the AI SDK refuses null here, and Anthropic leaves it out where there are none',
    },
  ],
};

type Schema = Record<string, unknown>;

/** A document that allows the deviations. Throws if there is nothing at one of their places. */
export function allowing(document: unknown, deviations: readonly Deviation[]): unknown {
  const amended: unknown = structuredClone(document);
  for (const { at, may } of deviations) {
    const keys = at.split('/').slice(1);
    const parent = schemaAt(amended, keys.slice(0, -1), at);
    const key = keys.at(-1) ?? '';
    if (may !== 'be absent') parent[key] = { anyOf: [schemaAt(parent, [key], at), { const: may.be }] };
    else {
      const owner = schemaAt(amended, keys.slice(0, -2), at);
      owner.required = (owner.required as string[]).filter((name) => name !== key);
    }
  }
  return amended;
}

function schemaAt(document: unknown, keys: readonly string[], pointer: string): Schema {
  const found = keys.reduce<unknown>((schema, key) => (schema as Schema | undefined)?.[key], document);
  if (typeof found !== 'object' || found === null) throw new Error(`There is nothing at ${pointer}`);
  return found as Schema;
}
