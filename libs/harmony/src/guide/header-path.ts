import type { BodyKind, HeaderNode } from './header-graph.js';
import type { NextToken } from './next-token.js';

/** How far a header has come. */
export interface HeaderProgress {
  node: HeaderNode;
  /** The tool it calls; empty as long as that is not known. */
  toolName: string;
  /** Its tokens so far, behind `<|start|>` or, in the first message, behind the prompt. */
  path: readonly number[];
  /** Whether the role is still part of it: in the first message the prompt has written that. */
  hasRole: boolean;
}

/** One token further; `null` where no such header leads on. */
export function followHeader(from: HeaderProgress, tokenId: number): HeaderProgress | null {
  const node = from.node.next.get(tokenId);
  return node ? { ...from, node, toolName: node.toolName ?? from.toolName, path: [...from.path, tokenId] } : null;
}

/** The kinds of message that a header may still become. */
export function kindsBehind(from: HeaderNode): ReadonlySet<BodyKind> {
  const seen = new Set([from]);
  const kinds = new Set<BodyKind>();
  for (const node of seen) {
    if (node.body !== null) kinds.add(node.body);
    for (const next of node.next.values()) seen.add(next);
  }
  return kinds;
}

/** As far as there is only one way it is taken without asking the model. */
export function nextInHeader(from: HeaderNode): NextToken {
  const tokenIds: number[] = [];
  let node = from;
  while (node.next.size === 1) {
    for (const [tokenId, next] of node.next) {
      tokenIds.push(tokenId);
      node = next;
    }
  }
  return tokenIds.length > 0 ? { type: 'forced', tokenIds } : { type: 'choice', tokenIds: [...from.next.keys()] };
}
