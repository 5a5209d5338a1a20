import OpenAI from 'openai';
import { findApiKey } from './api-key.js';
import { parseChatOptions, UsageError, type ChatOptions } from './options.js';
import { printAnswer } from './print-answer.js';

export const EXIT_CODES = { answered: 0, failed: 1, wrongUsage: 2 } as const;

/** Where a chat takes its settings from and writes to. */
export interface ChatSurroundings {
  environment: NodeJS.ProcessEnv;
  keyFile: string;
  output: NodeJS.WritableStream;
  errors: NodeJS.WritableStream;
}

/** Asks the question of the command line and prints the answer; resolves with the exit code of the process. */
export async function chat(commandLine: string[], surroundings: ChatSurroundings): Promise<number> {
  const { environment, keyFile, output, errors } = surroundings;
  try {
    const options = parseChatOptions(commandLine, environment);
    const apiKey = await findApiKey(environment, keyFile);
    await ask(options, apiKey, output);
    return EXIT_CODES.answered;
  } catch (error) {
    errors.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? EXIT_CODES.wrongUsage : EXIT_CODES.failed;
  }
}

async function ask(options: ChatOptions, apiKey: string, output: NodeJS.WritableStream): Promise<void> {
  // Without retries: a person who waits wants to know at once.
  const client = new OpenAI({ baseURL: options.baseUrl, apiKey, maxRetries: 0 });
  try {
    await printAnswer(await openStream(client, options), output);
  } catch (error) {
    throw explain(error, options.baseUrl);
  }
}

async function openStream(client: OpenAI, { model, question, effort, system }: ChatOptions) {
  return client.chat.completions.create({
    model: model ?? (await firstModel(client)),
    messages: [
      ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user', content: question },
    ],
    ...(effort === null ? {} : { reasoning_effort: effort }),
    stream: true,
  });
}

async function firstModel(client: OpenAI): Promise<string> {
  const { data } = await client.models.list();
  const first = data[0];
  if (first === undefined) throw new Error(`${client.baseURL} serves no model yet`);
  return first.id;
}

/** One clear sentence for what a person can put right; anything else stays as it is. */
function explain(error: unknown, baseUrl: string): unknown {
  if (error instanceof OpenAI.APIConnectionError) {
    return new Error(`Nothing answers at ${baseUrl}; start it with npm start`, { cause: error });
  }
  if (error instanceof OpenAI.AuthenticationError) {
    return new Error(`The server at ${baseUrl} does not know this API key: ${error.message}`, { cause: error });
  }
  return error;
}
