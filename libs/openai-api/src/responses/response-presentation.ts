import type { Presentation } from '#protocol';
import { z } from 'zod';
import { jsonObject } from '../schema-parts.js';
import type { EchoedFields, ResponseEcho } from './response-echo.js';

const RESPONSES = 'responses';

const optionsSchema = z.object({
  // Only ever what a gateway of this cluster wrote itself.
  fields: jsonObject.transform((fields) => fields as unknown as EchoedFields),
  include: z.object({ encryptedContent: z.boolean(), logprobs: z.boolean() }),
  customToolNames: z.array(z.string()),
  maySeeReasoning: z.boolean(),
  stream: z.boolean(),
  variant: z.enum(['openai', 'open-responses']),
});

/** The form in which it is kept with the generation. */
export function toPresentation({ fields, include, customToolNames, ...echo }: ResponseEcho): Presentation {
  return {
    dialect: RESPONSES,
    options: { ...echo, fields: { ...fields }, include: { ...include }, customToolNames: [...customToolNames] },
  };
}

/** What was kept; `null` when the generation was asked for in another dialect, or by a gateway that wrote something else. */
export function readResponseEcho(presentation: Presentation | null): ResponseEcho | null {
  if (presentation?.dialect !== RESPONSES) return null;
  return optionsSchema.safeParse(presentation.options).data ?? null;
}
