import { z } from 'zod';
import { kindOf } from '../wording.js';
import { because } from '../schema-parts.js';

/** Ids are 32-bit numbers wherever they are stored. Whether a model has them is asked where the model is known. */
const TOKEN_IDS = 2 ** 31;

/** What is wrong with a list, and where in it. */
export interface ElementFault {
  path: readonly number[];
  code: 'invalid_type' | 'invalid_value';
  reason: string;
}

/** The first thing that is wrong with a list; `null` for token ids. A plain loop: there may be millions of them. */
export function faultOfTokenIds(values: readonly unknown[]): ElementFault | null {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      const reason = `expected the id of a token, but got ${kindOf(value)} instead.`;
      return { path: [index], code: 'invalid_type', reason };
    }
    if (value < 0 || value >= TOKEN_IDS) {
      return { path: [index], code: 'invalid_value', reason: 'expected the id of a token, which is no such number.' };
    }
  }
  return null;
}

/** Adds a fault to what zod found, as an issue at `at` and below. */
export function reportFault(
  context: z.core.$RefinementCtx,
  { path, code, reason }: ElementFault,
  at: readonly number[] = [],
): void {
  const { error: message, params } = because(code, reason);
  context.issues.push({ code: 'custom', message, params, path: [...at, ...path], input: undefined });
}

/** A list of token ids; it may be empty. */
export const tokenIdsSchema = z
  .array(z.unknown())
  .transform((values, context): readonly number[] => {
    const fault = faultOfTokenIds(values);
    if (fault === null) return values as number[];
    reportFault(context, fault);
    return z.NEVER;
  })
  .meta({ items: { type: 'integer', minimum: 0 } });
