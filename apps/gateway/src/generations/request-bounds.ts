import { type OutputRules, ServingError } from '#protocol';
import type { PreparedGeneration } from './prepare-generation.js';

/** In all grammars of a request together: its worker parses them all, and each of its choices stores them. */
export const MOST_GRAMMAR_CHARACTERS = 2 * 2 ** 20;

/** What one request may put into the ledger: 128 choices of a prompt that fills a context of 131,072 tokens. */
export const MOST_STORED_BYTES = 128 * 131_072 * 4;

/** Throws `invalid_json_schema` when the grammars of a request are too much together, naming what most of them come from. */
export function requireModestGrammars({ callableTools, answerGrammar }: OutputRules): void {
  const ofTools = callableTools.reduce((sum, { argumentsGrammar }) => sum + (argumentsGrammar?.length ?? 0), 0);
  const ofAnswer = answerGrammar?.length ?? 0;
  if (ofTools + ofAnswer <= MOST_GRAMMAR_CHARACTERS) return;
  const param = ofTools > ofAnswer ? 'tools' : 'response_format';
  throw new ServingError(
    'invalid_json_schema',
    `Invalid '${param}': the schemas of a request may need grammars of ${MOST_GRAMMAR_CHARACTERS} characters together, and these need ${ofTools + ofAnswer}.`,
    { param },
  );
}

/** One of the prompts of an answer, and how many choices it has. */
interface AskedPrompt {
  prepared: PreparedGeneration;
  choices: number;
}

/** Throws `invalid_value` when the choices of an answer are too much to store: each has all of its prompt with it. */
export function requireModestAnswer(asked: readonly AskedPrompt[]): void {
  const [only, ...others] = asked;
  if (only && others.length === 0) return requireModestChoices(only);
  const bytes = asked.reduce((sum, { prepared, choices }) => sum + bytesOf(prepared) * choices, 0);
  if (bytes <= MOST_STORED_BYTES) return;
  throw new ServingError('invalid_value', "Invalid 'prompt': the choices of these prompts are too much together.", {
    param: 'prompt',
  });
}

function requireModestChoices({ prepared, choices }: AskedPrompt): void {
  if (choices === 1) return;
  const most = Math.max(1, Math.floor(MOST_STORED_BYTES / bytesOf(prepared)));
  if (choices <= most) return;
  throw new ServingError(
    'invalid_value',
    `Invalid 'n': of a request with this prompt and these schemas there may be up to ${most} choices, not ${choices}.`,
    { param: 'n' },
  );
}

function bytesOf({ promptTokenIds, ...rest }: PreparedGeneration): number {
  return promptTokenIds.length * 4 + Buffer.byteLength(JSON.stringify(rest));
}
