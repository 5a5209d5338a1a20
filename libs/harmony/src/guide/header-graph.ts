import type { Vocabulary } from '../vocabulary/vocabulary.js';

/** What a message is for, as far as the rules of its body go. */
export type BodyKind = 'analysis' | 'preamble' | 'final' | 'tool-call';

/** Which messages may begin. */
export interface AllowedMessages {
  analysis: boolean;
  preamble: boolean;
  final: boolean;
  toolNames: readonly string[];
}

/** A place in a header: what may follow, and what is known by then. */
export interface HeaderNode {
  readonly next: Map<number, HeaderNode>;
  /** Set where a tool's name is complete. */
  toolName: string | null;
  /** Set behind `<|message|>`. */
  body: BodyKind | null;
}

/**
 * Every header that a message may have, as a graph of token ids from right behind `<|start|>assistant`. Both orders of
 * channel and recipient are in it, calls on `commentary` and on `analysis`, with and without a content type: whatever
 * gpt-oss is known to write and means something (openai/harmony `docs/format.md`; llama.cpp `common/parsers/gpt-oss.cpp`).
 * A name is followed by the tokens that OpenAI's tokenizer cuts it into, which are the ones the model was trained on.
 */
export function headerGraph(vocabulary: Vocabulary, allowed: AllowedMessages): HeaderNode {
  const root = emptyNode();
  const { channel } = vocabulary.control;
  const write = (from: HeaderNode, ...pieces: (string | number)[]): HeaderNode => extend(from, pieces, vocabulary);
  if (allowed.analysis) join(write(root, channel, 'analysis'), ending('analysis', vocabulary, []));
  if (allowed.preamble) join(write(root, channel, 'commentary'), ending('preamble', vocabulary, []));
  if (allowed.final) join(write(root, channel, 'final'), ending('final', vocabulary, CONTENT_TYPES));
  if (allowed.toolNames.length > 0) addCalls(root, allowed.toolNames, vocabulary);
  return root;
}

function addCalls(root: HeaderNode, toolNames: readonly string[], vocabulary: Vocabulary): void {
  const { channel } = vocabulary.control;
  const end = ending('tool-call', vocabulary, CONTENT_TYPES);
  const channelBehind = emptyNode();
  for (const name of ['commentary', 'analysis']) join(extend(channelBehind, [channel, name], vocabulary), end);
  for (const name of toolNames) {
    for (const opening of ['commentary', 'analysis']) {
      const called = extend(root, [channel, `${opening} to=functions.${name}`], vocabulary);
      called.toolName = name;
      join(called, end);
    }
    const named = extend(root, [` to=functions.${name}`], vocabulary);
    named.toolName = name;
    join(named, channelBehind);
  }
}

/** The content types in which a body may be announced; the first two are what the model and OpenAI's renderer write. */
const CONTENT_TYPES = ['constrained', 'adjacent', 'plain'] as const;

function ending(body: BodyKind, vocabulary: Vocabulary, types: readonly (typeof CONTENT_TYPES)[number][]): HeaderNode {
  const { constrain, message } = vocabulary.control;
  const node = emptyNode();
  const opened: HeaderNode = { next: new Map(), toolName: null, body };
  const pieces = { constrained: [' ', constrain, 'json'], adjacent: [constrain, 'json'], plain: [' json'] };
  for (const from of [node, ...types.map((type) => extend(node, pieces[type], vocabulary))]) {
    from.next.set(message, opened);
  }
  return node;
}

/** The node that is reached from `from` by these pieces; what is not there yet is added. */
function extend(from: HeaderNode, pieces: readonly (string | number)[], vocabulary: Vocabulary): HeaderNode {
  const tokenIds = pieces.flatMap((piece) => (typeof piece === 'string' ? vocabulary.encode(piece) : piece));
  return tokenIds.reduce((node, tokenId) => {
    const known = node.next.get(tokenId) ?? emptyNode();
    node.next.set(tokenId, known);
    return known;
  }, from);
}

/** Lets everything that may follow `to` follow `from` as well. */
function join(from: HeaderNode, to: HeaderNode): void {
  for (const [tokenId, node] of to.next) from.next.set(tokenId, node);
}

function emptyNode(): HeaderNode {
  return { next: new Map(), toolName: null, body: null };
}
