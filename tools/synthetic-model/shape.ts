/** The dimensions a synthetic model may be given; the rest is as in the published models. */
export interface Shape {
  layers: number;
  /** Embedding length; a multiple of 32. */
  width: number;
  queryHeads: number;
  keyValueHeads: number;
  experts: number;
  /** How many experts each token goes through. */
  expertsUsed: number;
  /** Length of an expert's hidden layer; a multiple of 32. */
  expertWidth: number;
  /** The context length the file claims, in tokens. */
  context: number;
}

/** Length of a head: the same in every published model, and here. */
export const HEAD_LENGTH = 64;

/** Widths are rounded to it, so that a scaled model still has whole blocks of 32 and whole vectors of a CPU. */
const WIDTH_STEP = 64;

/** The published models, from the `config.json` of openai/gpt-oss-20b and openai/gpt-oss-120b. */
const PUBLISHED = {
  'gpt-oss-20b': { layers: 24, experts: 32 },
  'gpt-oss-120b': { layers: 36, experts: 128 },
};

const PUBLISHED_WIDTH = 2880;
const PUBLISHED_CONTEXT = 131_072;
const QUERIES_PER_KEY_VALUE_HEAD = 8;
const EXPERTS_USED = 4;

export type PublishedModel = keyof typeof PUBLISHED;

export function isPublishedModel(name: string): name is PublishedModel {
  return Object.hasOwn(PUBLISHED, name);
}

/**
 * The shape of a published model with its widths and heads times `scale`; layers and experts stay as they are.
 * A `scale` of 1 gives the true dimensions.
 */
export function publishedShape(model: PublishedModel, scale: number): Shape {
  const width = Math.max(WIDTH_STEP, Math.round((PUBLISHED_WIDTH * scale) / WIDTH_STEP) * WIDTH_STEP);
  const keyValueHeads = Math.max(1, Math.round(8 * scale));
  return {
    ...PUBLISHED[model],
    width,
    queryHeads: keyValueHeads * QUERIES_PER_KEY_VALUE_HEAD,
    keyValueHeads,
    expertsUsed: EXPERTS_USED,
    expertWidth: width,
    context: PUBLISHED_CONTEXT,
  };
}

/** A small shape: two query heads share a key-value head; about as much attention as embedding, in whole heads. */
export function smallShape(width: number): Shape {
  const keyValueHeads = Math.ceil(width / (2 * HEAD_LENGTH));
  return {
    layers: 2,
    width,
    queryHeads: 2 * keyValueHeads,
    keyValueHeads,
    experts: 4,
    expertsUsed: EXPERTS_USED,
    expertWidth: width,
    context: PUBLISHED_CONTEXT,
  };
}
