import type { Sampling } from '#protocol';
import { PLAIN_SAMPLING } from '../../test/support/sample-generation.js';
import { openEngine } from './bare-engine.js';
import { type CaseSummary, type Comparison, quantileFigures } from './comparison.js';
import type { BenchOptions } from './options.js';
import { sum } from './statistics.js';
import { takeTurns } from './take-turns.js';

type Engine = Awaited<ReturnType<typeof openEngine>>;

/** One way to draw, and what it is called. */
interface Setting {
  name: string;
  sampling: Partial<Sampling>;
  topLogprobs?: number;
  grammar?: string;
}

const BIASED_TOKENS = 300;

/** Objects of strings and numbers, as deep as it likes. */
const JSON_GRAMMAR = String.raw`root ::= object
object ::= "{" pair ("," pair)* "}"
pair ::= string ":" value
value ::= object | string | number
string ::= "\"" [a-z ]+ "\""
number ::= [0-9]+`;

const SETTINGS: readonly Setting[] = [
  { name: 'temperature 0', sampling: { temperature: 0 } },
  { name: 'temperature 1', sampling: {} },
  { name: 'top_p 0.9', sampling: { topP: 0.9 } },
  { name: 'top_k 40', sampling: { topK: 40 } },
  { name: 'min_p 0.05', sampling: { minP: 0.05 } },
  { name: 'penalties', sampling: { frequencyPenalty: 0.5, presencePenalty: 0.5 } },
  { name: `logit_bias of ${BIASED_TOKENS}`, sampling: { logitBias: biases() } },
  { name: 'logprobs', sampling: {}, topLogprobs: 0 },
  { name: 'top_logprobs 5', sampling: {}, topLogprobs: 5 },
  { name: 'top_logprobs 20', sampling: {}, topLogprobs: 20 },
  { name: 'JSON grammar', sampling: {}, grammar: JSON_GRAMMAR },
];

/** Time per token of one stream in the bare engine with each setting: the model's own part is in all of them. */
export async function measureSampling(
  { enginePath, rounds, maxTokens }: BenchOptions,
  announce: (step: string) => void,
): Promise<Comparison> {
  if (enginePath === null) throw new Error('There is no model file');
  const opened = await openEngine(enginePath, 1);
  try {
    const measured = await takeTurns(SETTINGS, rounds, (setting, round) => {
      announce(`${setting.name}, round ${round + 1} of ${rounds}`);
      return drawTokens(opened, setting, maxTokens);
    });
    const times = measured.map((drawn) => drawn.flat());
    return {
      servers: [{ baseUrl: 'the bare engine', model: opened.name }],
      cases: SETTINGS.map(({ name }, index) => ({
        labels: { setting: name },
        summaries: [summarize(times[index] ?? [], times[0] ?? [])],
      })),
    };
  } finally {
    await opened.engine.close();
  }
}

/** Milliseconds of each draw, the pass through the model included. */
async function drawTokens({ engine, vocabulary }: Engine, setting: Setting, tokens: number): Promise<number[]> {
  const [slot] = engine.slots;
  if (!slot) throw new Error('The engine has no slot');
  const { signal } = new AbortController();
  await slot.prefill(vocabulary.encode('Once upon a time'), { adapter: null, priority: 0, signal });
  const sampling = { ...PLAIN_SAMPLING, ...setting.sampling, seed: 1 };
  const generated: number[] = [];
  // Where the text that the grammar binds begins: once that is whole, another one does.
  let textStart = 0;
  const times: number[] = [];
  for (let token = 0; token < tokens; token += 1) {
    const { grammar = null, topLogprobs = null } = setting;
    const bound = grammar === null ? null : { grammar, written: generated.slice(textStart) };
    const startedMs = performance.now();
    const { tokenId } = await slot.draw({
      sampling,
      generated,
      rule: { type: 'free', banned: [], grammar: bound },
      topLogprobs,
    });
    times.push(performance.now() - startedMs);
    generated.push(tokenId);
    if (vocabulary.isControl(tokenId)) textStart = generated.length;
  }
  slot.rest();
  return times;
}

function summarize(times: readonly number[], greedy: readonly number[]): CaseSummary {
  const [mean, base] = [times, greedy].map((values) => sum(values) / values.length);
  return {
    failures: {},
    figures: {
      'mean ms': mean ?? null,
      ...quantileFigures('ms', times),
      'more than at temperature 0, ms': mean === undefined || base === undefined ? null : mean - base,
    },
  };
}

/** Whatever tokens, far apart. */
function biases(): Sampling['logitBias'] {
  return Array.from({ length: BIASED_TOKENS }, (_, index) => ({ tokenId: index * 20, bias: index % 2 === 0 ? 1 : -1 }));
}
