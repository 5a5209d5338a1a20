import type { Vocabulary } from '../vocabulary/vocabulary.js';
import { type AllowedMessages, type HeaderNode, headerGraph } from './header-graph.js';
import type { HeaderProgress } from './header-path.js';
import { followHeader } from './header-path.js';

/** Where headers begin, for every set of messages that is allowed at some time in one generation. */
export class HeaderRoots {
  readonly #vocabulary: Vocabulary;
  readonly #graphs = new Map<string, HeaderNode>();
  /** What leads from one message to the next header. */
  readonly border: readonly number[];

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.border = [vocabulary.control.start, ...vocabulary.encode('assistant')];
  }

  /** A header that has just begun: behind the prompt, or behind `<|start|>` with its role still to come. */
  begin(allowed: AllowedMessages, hasRole: boolean): HeaderProgress {
    const graph = this.#graph(allowed);
    return { node: hasRole ? this.#behindRole(graph) : graph, toolName: '', path: [], hasRole };
  }

  /** The header that was begun like this one, if only these messages had been allowed; `null` if it cannot be one of them. */
  beginAgain(allowed: AllowedMessages, { path, hasRole }: HeaderProgress): HeaderProgress | null {
    return path.reduce<HeaderProgress | null>(
      (from, tokenId) => from && followHeader(from, tokenId),
      this.begin(allowed, hasRole),
    );
  }

  #graph(allowed: AllowedMessages): HeaderNode {
    const { analysis, preamble, final, toolNames } = allowed;
    const key = [analysis, preamble, final, ...toolNames].join();
    const graph = this.#graphs.get(key) ?? headerGraph(this.#vocabulary, allowed);
    this.#graphs.set(key, graph);
    return graph;
  }

  #behindRole(graph: HeaderNode): HeaderNode {
    return this.border
      .slice(1)
      .reduceRight((next, tokenId) => ({ next: new Map([[tokenId, next]]), toolName: null, body: null }), graph);
  }
}
