import { parseArgs } from 'node:util';
import { isPublishedModel, publishedShape, smallShape, type Shape } from './shape.js';

export const USAGE = `Writes a gpt-oss model file with the real vocabulary and random weights: for measuring, not for talking to.

  npm run synthetic-model -- --out FILE [options]

  --like MODEL            the dimensions of gpt-oss-20b or gpt-oss-120b; without it those of a small model
  --scale 1               their widths and heads times this; layers and experts stay
  --layers, --width, --heads, --kv-heads, --experts, --experts-used, --expert-width, --context
                          single dimensions, on top of the others; heads are of 64
  --speaks-harmony        answer everything with reasoning and a final message in valid Harmony
  --reasoning-tokens 64   how long the reasoning is, headers not counted
  --answer-tokens 128     how long the answer is
  --vocab-only            no weights at all
  --seed 1`;

/** What is to be written. */
export interface ModelOptions {
  path: string;
  shape: Shape;
  seed: number;
  vocabularyOnly: boolean;
  /** Null: random weights, which say anything. */
  speech: { reasoningTokens: number; answerTokens: number } | null;
}

/** A command line that cannot be understood; the message says why. */
export class UsageError extends Error {}

type Flags = ReturnType<typeof parseFlags>;

/** Reads the command line. Throws `UsageError`. */
export function parseModelOptions(commandLine: string[]): ModelOptions {
  const flags = parseFlags(commandLine);
  if (flags.out === undefined) throw new UsageError('Say where to write: --out FILE');
  const speech = {
    reasoningTokens: count('reasoning-tokens', flags['reasoning-tokens']),
    answerTokens: count('answer-tokens', flags['answer-tokens']),
  };
  return {
    path: flags.out,
    shape: shapeOf(flags),
    seed: count('seed', flags.seed),
    vocabularyOnly: flags['vocab-only'],
    speech: flags['speaks-harmony'] ? speech : null,
  };
}

function parseFlags(commandLine: string[]) {
  try {
    return parseArgs({
      args: commandLine,
      options: {
        out: { type: 'string' },
        like: { type: 'string' },
        scale: { type: 'string' },
        layers: { type: 'string' },
        width: { type: 'string' },
        heads: { type: 'string' },
        'kv-heads': { type: 'string' },
        experts: { type: 'string' },
        'experts-used': { type: 'string' },
        'expert-width': { type: 'string' },
        context: { type: 'string' },
        'speaks-harmony': { type: 'boolean', default: false },
        'reasoning-tokens': { type: 'string', default: '64' },
        'answer-tokens': { type: 'string', default: '128' },
        'vocab-only': { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function shapeOf(flags: Flags): Shape {
  const base = baseShape(flags);
  const width = countOr('width', flags.width, base.width);
  const keyValueHeads = countOr('kv-heads', flags['kv-heads'], base.keyValueHeads);
  const experts = countOr('experts', flags.experts, base.experts);
  const shape = {
    layers: countOr('layers', flags.layers, base.layers),
    width,
    queryHeads: countOr('heads', flags.heads, (base.queryHeads / base.keyValueHeads) * keyValueHeads),
    keyValueHeads,
    experts,
    expertsUsed: countOr('experts-used', flags['experts-used'], Math.min(base.expertsUsed, experts)),
    expertWidth: countOr('expert-width', flags['expert-width'], flags.width === undefined ? base.expertWidth : width),
    context: countOr('context', flags.context, base.context),
  };
  checkShape(shape);
  return shape;
}

function baseShape({ like, scale, width }: Flags): Shape {
  if (like === undefined) {
    if (scale !== undefined) throw new UsageError('--scale needs --like');
    return smallShape(countOr('width', width, 64));
  }
  if (!isPublishedModel(like)) throw new UsageError(`--like must be gpt-oss-20b or gpt-oss-120b, not "${like}"`);
  const factor = Number(scale ?? '1');
  if (!(factor > 0 && factor <= 1)) throw new UsageError(`--scale must be above 0 and at most 1, not "${scale}"`);
  return publishedShape(like, factor);
}

function checkShape({ width, expertWidth, queryHeads, keyValueHeads, experts, expertsUsed }: Shape): void {
  for (const length of [width, expertWidth]) {
    if (length % 32 !== 0) throw new UsageError(`A width must be a multiple of 32, and ${length} is none`);
  }
  if (queryHeads % keyValueHeads !== 0) throw new UsageError('--heads must be a multiple of --kv-heads');
  if (expertsUsed > experts) throw new UsageError('--experts-used must be at most --experts');
}

function countOr(option: string, text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : count(option, text);
}

function count(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--${option} must be a whole number above 0, not "${text}"`);
  return Number(text);
}
