import type { ServicePlace } from '../../../tools/local-cluster/service-process.js';
import { removeAbandonedNamespaces } from './abandoned-namespaces.js';
import { MOST_NODES, chooseBlock } from './address-block.js';
import { addNamespace, deleteNamespace, listNamespaces, runIp } from './ip.js';
import { cableCommand, cutCommand, healCommand, wayCommands } from './link.js';
import { type Node, machineOf, nodeOf } from './node.js';

/**
 * Nodes with an address and a network namespace each, and a cable of its own (veth) between any two of them, and between this
 * machine and each of them. A cut drops what one node sends to another without a word, as a lost route does: nothing is refused
 * or reset, and the other direction goes on. Needs root on Linux and the program `ip` (Debian: iproute2).
 */
export class TestNetwork {
  private cuts: { from: Node; to: Node }[] = [];

  private constructor(
    private readonly machine: Node,
    private readonly nodes: readonly Node[],
  ) {}

  /** Makes the nodes and cables. Rejects with a sentence that says what is missing where this is not allowed. */
  static async create(names: readonly string[]): Promise<TestNetwork> {
    if (names.length > MOST_NODES) throw new Error(`A test network has at most ${MOST_NODES} nodes`);
    try {
      const block = chooseBlock(await removeAbandonedNamespaces(), process.pid);
      const nodes = names.map((name, index) => nodeOf(block, name, index + 1));
      const network = new TestNetwork(machineOf(block), nodes);
      await network.build().catch(async (error: unknown) => {
        await network.remove();
        throw error;
      });
      return network;
    } catch (error) {
      throw new Error('Partitions are tested in network namespaces: that needs Linux, root and iproute2', {
        cause: error,
      });
    }
  }

  /** Where a process of this node runs, and the address under which everybody reaches it. */
  place(name: string): ServicePlace {
    const { namespace, address } = this.node(name);
    return { host: address, enter: ['ip', 'netns', 'exec', String(namespace)] };
  }

  /** From now on nothing that `from` sends reaches `to`. */
  async cut(from: string, to: string): Promise<void> {
    const cut = { from: this.node(from), to: this.node(to) };
    this.cuts.push(cut);
    await runIp(cut.from.namespace, [cutCommand(cut.from, cut.to)]);
  }

  async cutBoth(one: string, other: string): Promise<void> {
    await Promise.all([this.cut(one, other), this.cut(other, one)]);
  }

  /** Everybody reaches everybody again. */
  async heal(): Promise<void> {
    const cuts = this.cuts;
    this.cuts = [];
    await Promise.all(cuts.map(({ from, to }) => runIp(from.namespace, [healCommand(from, to)])));
  }

  /** Removes all of it. End the processes inside first. */
  async remove(): Promise<void> {
    const existing = await listNamespaces();
    for (const { namespace } of this.nodes)
      if (namespace !== null && existing.includes(namespace)) await deleteNamespace(namespace);
  }

  private async build(): Promise<void> {
    for (const { namespace } of this.nodes) if (namespace !== null) await addNamespace(namespace);
    for (const { namespace } of this.nodes) await runIp(namespace, ['link set lo up']);
    const everybody = [this.machine, ...this.nodes];
    for (const [index, one] of everybody.entries())
      for (const other of everybody.slice(index + 1)) {
        await runIp(one.namespace, [cableCommand(one, other), ...wayCommands(one, other)]);
        await runIp(other.namespace, wayCommands(other, one));
      }
  }

  private node(name: string): Node {
    const node = this.nodes.find((candidate) => candidate.name === name);
    if (!node) throw new Error(`There is no node ${name}`);
    return node;
  }
}
