import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench -- --base-url URL [options]

  --base-url URL          OpenAI-compatible server, e.g. http://127.0.0.1:8080/v1; give two to compare them
  --key KEY               API key; give two for two servers, one is used for both
  --model NAME            model; likewise; without it the first of /models
  --concurrency 1,8,32,64 streams at a time, one level after the other
  --requests N            requests per level and round (default: 4 per stream)
  --seconds N             instead of --requests: start requests for so long
  --rounds N              rounds per level, the servers taking turns (default: 1, for two servers 3)
  --max-tokens N          tokens per answer (default: 128; dialects: 1000)
  --prompt TEXT           what is asked (default: Tell me a story.)
  --warmup N              unmeasured requests to each server at the start (default: 1)
  --pid NAME=PID          a process whose CPU time and memory are reported (repeatable, Linux only)
  --engine FILE           compare one server with the bare engine on this model file, in this process
  --scenario NAME         what is measured (default: load)
                            load         the same short prompt at each concurrency
                            prompts      time to first token of prompts with a new and with a known beginning, one by one
                            multi-turn   as many chats as the concurrency says, each turn on top of the ones before
                            long-prompt  what one long prompt does to the gaps of as many streams as it says
                            batch-load   people's time to first token beside as many streams of a batch as it says
                            sampling     what each sampling setting costs in the engine; needs only --engine
                            dialects     what the stream of each API costs the gateway's CPU; needs no server
  --prompt-tokens LIST    lengths of prompts (prompts: 100,1000,8000; multi-turn, per turn: 100; long-prompt: 100000)
  --turns N               turns of a chat (default: 4)
  --json FILE             also write the results there`;

export const SCENARIOS = [
  'load',
  'prompts',
  'multi-turn',
  'long-prompt',
  'batch-load',
  'sampling',
  'dialects',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

const DEFAULT_PROMPT_TOKENS: Record<Scenario, string> = {
  load: '1',
  prompts: '100,1000,8000',
  'multi-turn': '100',
  'long-prompt': '100000',
  'batch-load': '1',
  sampling: '1',
  dialects: '1',
};

export interface Target {
  /** With the version, e.g. `http://127.0.0.1:8080/v1`. */
  baseUrl: string;
  key: string | null;
  /** Null: the first model that the server lists. */
  model: string | null;
}

export interface WatchedProcess {
  name: string;
  pid: number;
}

/** When a load stops starting requests. */
export type LoadAmount =
  | { type: 'requests'; count: number }
  | { type: 'requests-per-stream'; count: number }
  | { type: 'seconds'; seconds: number };

export interface BenchOptions {
  scenario: Scenario;
  targets: Target[];
  streamCounts: number[];
  amount: LoadAmount;
  rounds: number;
  maxTokens: number;
  prompt: string;
  warmupRequests: number;
  processes: WatchedProcess[];
  /** A model file for the bare engine, which then stands where the first server would. */
  enginePath: string | null;
  jsonPath: string | null;
  /** About how many; servers count for themselves what it came to. Of no meaning to `load`, `batch-load`, `sampling` and `dialects`. */
  promptTokens: number[];
  turns: number;
}

/** A command line that cannot be understood; the message says why. */
export class UsageError extends Error {}

/** Reads the command line. Throws `UsageError`. */
export function parseBenchOptions(commandLine: string[]): BenchOptions {
  const values = parseFlags(commandLine);
  const scenario = parseScenario(values.scenario, values['prompt-tokens']);
  const targets = parseTargets(values['base-url'] ?? [], values.key ?? [], values.model ?? []);
  checkContenders(scenario, targets.length, values.engine);
  const comparesTwo = targets.length > 1 || values.engine !== undefined;
  return {
    scenario,
    targets,
    streamCounts: parseCounts('concurrency', values.concurrency),
    amount: parseAmount(values.requests, values.seconds),
    rounds: parseCount('rounds', values.rounds ?? (comparesTwo ? '3' : '1')),
    maxTokens: parseCount('max-tokens', values['max-tokens'] ?? (scenario === 'dialects' ? '1000' : '128')),
    prompt: values.prompt,
    warmupRequests: values.warmup === '0' ? 0 : parseCount('warmup', values.warmup),
    processes: (values.pid ?? []).map(parseProcess),
    enginePath: values.engine ?? null,
    jsonPath: values.json ?? null,
    promptTokens: parseCounts('prompt-tokens', values['prompt-tokens'] ?? DEFAULT_PROMPT_TOKENS[scenario]),
    turns: parseCount('turns', values.turns),
  };
}

/** Lengths of prompts alone ask for the scenario that is about them. */
function parseScenario(name: string | undefined, promptTokens: string | undefined): Scenario {
  if (name === undefined) return promptTokens === undefined ? 'load' : 'prompts';
  const scenario = SCENARIOS.find((known) => known === name);
  if (scenario === undefined) throw new UsageError(`--scenario must be one of ${SCENARIOS.join(', ')}, not "${name}"`);
  return scenario;
}

function checkContenders(scenario: Scenario, servers: number, engine: string | undefined): void {
  if (scenario === 'dialects') {
    if (engine !== undefined || servers > 0)
      throw new UsageError('--scenario dialects needs no --engine and no --base-url');
    return;
  }
  if (scenario === 'sampling') {
    if (engine === undefined || servers > 0)
      throw new UsageError('--scenario sampling needs --engine and no --base-url');
    return;
  }
  if (servers < 1 || servers > 2) throw new UsageError('Give one --base-url, or two to compare');
  if (engine !== undefined && servers > 1) throw new UsageError('Give --engine with one --base-url');
}

function parseFlags(commandLine: string[]) {
  try {
    return parseArgs({
      args: commandLine,
      options: {
        'base-url': { type: 'string', multiple: true },
        key: { type: 'string', multiple: true },
        model: { type: 'string', multiple: true },
        concurrency: { type: 'string', default: '1,8,32,64' },
        requests: { type: 'string' },
        seconds: { type: 'string' },
        rounds: { type: 'string' },
        'max-tokens': { type: 'string' },
        prompt: { type: 'string', default: 'Tell me a story.' },
        warmup: { type: 'string', default: '1' },
        pid: { type: 'string', multiple: true },
        engine: { type: 'string' },
        scenario: { type: 'string' },
        'prompt-tokens': { type: 'string' },
        turns: { type: 'string', default: '4' },
        json: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parseTargets(baseUrls: string[], keys: string[], models: string[]): Target[] {
  if (keys.length > baseUrls.length) throw new UsageError('There are more --key than --base-url');
  if (models.length > baseUrls.length) throw new UsageError('There are more --model than --base-url');
  return baseUrls.map((baseUrl, index) => ({
    baseUrl: parseBaseUrl(baseUrl),
    key: keys[index] ?? keys[0] ?? null,
    model: models[index] ?? models[0] ?? null,
  }));
}

function parseBaseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`--base-url must be an http or https address, not "${text}"`);
  }
  return text.replace(/\/+$/, '');
}

function parseAmount(requests: string | undefined, seconds: string | undefined): LoadAmount {
  if (requests !== undefined && seconds !== undefined) throw new UsageError('Give --requests or --seconds, not both');
  if (seconds !== undefined) return { type: 'seconds', seconds: parseCount('seconds', seconds) };
  if (requests !== undefined) return { type: 'requests', count: parseCount('requests', requests) };
  return { type: 'requests-per-stream', count: 4 };
}

function parseProcess(text: string): WatchedProcess {
  const [, name, pid] = /^([^=]+)=(\d+)$/.exec(text) ?? [];
  if (name === undefined || pid === undefined) throw new UsageError(`--pid must look like worker=1234, not "${text}"`);
  return { name, pid: Number(pid) };
}

function parseCounts(option: string, list: string): number[] {
  return list.split(',').map((text) => parseCount(option, text));
}

function parseCount(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${option} must be a whole number above 0, not "${text}"`);
  return Number(text);
}
