import type { IncomingHttpHeaders } from 'node:http';
import { GENERATION_CLASSES, type Generation, type GenerationClass, type Persistence, ServingError } from '#protocol';

const RESUMABLE = 'x-harmonium-resumable';
const CLASS = 'x-harmonium-class';
const GENERATION_ID = 'x-harmonium-generation-id';

/** How a request wants to be served: what OpenAI's body has no field for. */
export interface ServingHeaders {
  persistence: Persistence;
  /** `null` when it does not say. */
  class: GenerationClass | null;
}

/** Reads our own headers of a request. Throws `invalid_value` naming the header at fault. */
export function readServingHeaders(headers: IncomingHttpHeaders): ServingHeaders {
  const isResumable = oneOf(headers, RESUMABLE, ['true', 'false']) === 'true';
  return { persistence: isResumable ? 'resumable' : 'foreground', class: oneOf(headers, CLASS, GENERATION_CLASSES) };
}

/** Headers of the answer: under which ids its choices can be found again. */
export function generationHeaders(generations: readonly Pick<Generation, 'id'>[]): Record<string, string> {
  return { [GENERATION_ID]: generations.map(({ id }) => id).join(',') };
}

function oneOf<Value extends string>(
  headers: IncomingHttpHeaders,
  name: string,
  values: readonly Value[],
): Value | null {
  const sent = headers[name];
  if (sent === undefined) return null;
  const value = values.find((one) => one === sent);
  if (value !== undefined) return value;
  throw new ServingError('invalid_value', `Invalid header '${name}': supported values are ${values.join(', ')}.`, {
    param: name,
  });
}
