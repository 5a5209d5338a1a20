import { addressOf, namespaceName } from './address-block.js';

/** One end of every link it has. */
export interface Node {
  name: string;
  /** Counts up from 0, which is this machine. */
  index: number;
  block: number;
  /** Its network namespace; `null` for this machine. */
  namespace: string | null;
  address: string;
}

/** This machine, which takes part as one more node. */
export function machineOf(block: number): Node {
  return { name: 'this machine', index: 0, block, namespace: null, address: addressOf(block, 1) };
}

/** A node with a namespace of its own; `index` counts from 1. */
export function nodeOf(block: number, name: string, index: number): Node {
  const namespace = namespaceName(block, process.pid, index);
  return { name, index, block, namespace, address: addressOf(block, 1 + index) };
}
