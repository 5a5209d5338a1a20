import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run chat -- [options] "your question"

  --model NAME              default: the first model of the server
  --effort low|medium|high  how long it may think
  --system TEXT             instructions

The server is HARMONIUM_BASE_URL, by default http://127.0.0.1:8080/v1.
The key is HARMONIUM_API_KEY, or else what stands in .harmonium/api-key.`;

const EFFORTS = ['low', 'medium', 'high'] as const;
const DEFAULT_BASE_URL = 'http://127.0.0.1:8080/v1';

export type Effort = (typeof EFFORTS)[number];

export interface ChatOptions {
  baseUrl: string;
  question: string;
  model: string | null;
  effort: Effort | null;
  system: string | null;
}

/** What the person at the terminal has to put right; the message says how. */
export class UsageError extends Error {}

/** Reads the command line. Throws `UsageError`. */
export function parseChatOptions(commandLine: string[], environment: NodeJS.ProcessEnv): ChatOptions {
  const { values, positionals } = parseFlags(commandLine);
  const question = positionals.join(' ').trim();
  if (question === '') throw new UsageError(`Ask something.\n\n${USAGE}`);
  return {
    baseUrl: environment['HARMONIUM_BASE_URL'] ?? DEFAULT_BASE_URL,
    question,
    model: values.model ?? null,
    effort: values.effort === undefined ? null : parseEffort(values.effort),
    system: values.system ?? null,
  };
}

function parseFlags(commandLine: string[]) {
  try {
    return parseArgs({
      args: commandLine,
      allowPositionals: true,
      options: { model: { type: 'string' }, effort: { type: 'string' }, system: { type: 'string' } },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function parseEffort(text: string): Effort {
  const effort = EFFORTS.find((known) => known === text);
  if (effort === undefined) throw new UsageError(`--effort must be low, medium or high, not "${text}"`);
  return effort;
}
