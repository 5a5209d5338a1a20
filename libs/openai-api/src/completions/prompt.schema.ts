import { z } from 'zod';
import type { BarePrompt } from '../requests/bare-request.js';
import { type ElementFault, faultOfTokenIds, reportFault } from '../requests/token-ids.schema.js';
import { kindOf } from '../wording.js';

export type AskedPrompt = BarePrompt['prompt'];

/** The prompts of a request, and whether they came in a list. */
export interface AskedPrompts {
  prompts: readonly AskedPrompt[];
  areListed: boolean;
}

export const MOST_PROMPTS = 128;

/** `prompt`: one text, several, the token ids of one, or those of several. Which it is, the first element says. */
export const promptSchema = z
  .unknown()
  .transform((value, context): AskedPrompts => {
    if (value === undefined) context.issues.push({ code: 'invalid_type', expected: 'string', input: value });
    const read = value === undefined ? null : readPrompts(value);
    if (read && 'prompts' in read) return read;
    if (read) reportFault(context, read);
    return z.NEVER;
  })
  .meta({
    anyOf: [
      { type: 'string' },
      { type: 'array', items: { type: 'string' }, maxItems: MOST_PROMPTS },
      { type: 'array', items: { type: 'integer', minimum: 0 } },
      { type: 'array', items: { type: 'array', items: { type: 'integer', minimum: 0 } }, maxItems: MOST_PROMPTS },
    ],
  });

function readPrompts(value: unknown): AskedPrompts | ElementFault {
  if (typeof value === 'string') return single(readText(value, []));
  if (!Array.isArray(value)) return wrongType(value, [], 'a string, or an array of strings or of token ids');
  const elements: readonly unknown[] = value;
  if (elements.length === 0) return wrongValue([], 'expected at least one text or token.');
  if (typeof elements[0] === 'string') return readEach(elements, readText);
  return Array.isArray(elements[0]) ? readEach(elements, readTokens) : single(readTokens(elements, []));
}

function single(read: AskedPrompt | ElementFault): AskedPrompts | ElementFault {
  return 'type' in read ? { prompts: [read], areListed: false } : read;
}

function readEach(
  values: readonly unknown[],
  readOne: (value: unknown, path: readonly number[]) => AskedPrompt | ElementFault,
): AskedPrompts | ElementFault {
  if (values.length > MOST_PROMPTS) return wrongValue([], `expected at most ${MOST_PROMPTS} prompts.`);
  const prompts: AskedPrompt[] = [];
  for (const [index, value] of values.entries()) {
    const read = readOne(value, [index]);
    if (!('type' in read)) return read;
    prompts.push(read);
  }
  return { prompts, areListed: true };
}

function readText(value: unknown, path: readonly number[]): AskedPrompt | ElementFault {
  if (typeof value !== 'string') return wrongType(value, path, 'a string');
  return value === '' ? wrongValue(path, 'expected some text.') : { type: 'text', text: value };
}

function readTokens(value: unknown, path: readonly number[]): AskedPrompt | ElementFault {
  if (!Array.isArray(value)) return wrongType(value, path, 'an array of token ids');
  if (value.length === 0) return wrongValue(path, 'expected at least one token.');
  const fault = faultOfTokenIds(value);
  return fault ? { ...fault, path: [...path, ...fault.path] } : { type: 'tokens', tokenIds: value as number[] };
}

function wrongType(value: unknown, path: readonly number[], expected: string): ElementFault {
  return { path, code: 'invalid_type', reason: `expected ${expected}, but got ${kindOf(value)} instead.` };
}

function wrongValue(path: readonly number[], reason: string): ElementFault {
  return { path, code: 'invalid_value', reason };
}
