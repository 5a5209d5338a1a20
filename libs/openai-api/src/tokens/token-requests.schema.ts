import { z } from 'zod';
import { tokenIdsSchema } from '../requests/token-ids.schema.js';
import { unsupported } from '../schema-parts.js';

const flag = z.boolean().nullish();

/** Without a name the only model that is served. */
const model = z.string().min(1).nullish();

/** gpt-oss puts no token around a text, so there is none to leave out either. */
const special = { add_special_tokens: flag, add_special: flag };

/** What would give another prompt than the one that a chat with these messages is given. */
const unlikeChat = {
  add_generation_prompt: unsupported('A prompt always ends where the model goes on.', (value) => value === true),
  continue_final_message: unsupported('The model begins a new turn.', (value) => value === false),
};

/** The body of `POST /tokenize`: a text, as vLLM (`prompt`) or llama-server (`content`) has it, or a chat's fields. */
export const tokenizeSchema = z.object({
  model,
  prompt: z.string().nullish(),
  content: z.string().nullish(),
  /** Read with all other fields of a chat. */
  messages: z.array(z.unknown()).nullish(),
  return_token_strs: flag,
  with_pieces: flag,
  parse_special: unsupported('A text never becomes control tokens.', (value) => value === false),
  ...special,
  ...unlikeChat,
});

/** The body of `POST /detokenize`. */
export const detokenizeSchema = z.object({ model, tokens: tokenIdsSchema });

/** The body of `POST /apply-template`, but for the fields of a chat. */
export const applyTemplateSchema = z.object({ model, ...unlikeChat });
