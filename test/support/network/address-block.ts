const PREFIX = 'harmonium';
const BLOCKS = 2_048;
const ADDRESSES_PER_BLOCK = 64;

/** How many nodes a network can have beside this machine. */
export const MOST_NODES = ADDRESSES_PER_BLOCK - 2;

export function namespaceName(block: number, pid: number, node: number): string {
  return `${PREFIX}-${block}-${pid}-${node}`;
}

/** The block of addresses and the process that a namespace of ours belongs to; `null` for anybody else's. */
export function parseNamespaceName(name: string): { block: number; pid: number } | null {
  const [, block, pid] = new RegExp(`^${PREFIX}-(\\d+)-(\\d+)-\\d+$`).exec(name) ?? [];
  return block && pid ? { block: Number(block), pid: Number(pid) } : null;
}

/** A block of addresses that no namespace uses, so that several test runs on one machine do not meet. */
export function chooseBlock(namespaces: readonly string[], pid: number): number {
  const taken = new Set(namespaces.map((name) => parseNamespaceName(name)?.block));
  for (let offset = 0; offset < BLOCKS; offset++) {
    const block = (pid + offset) % BLOCKS;
    if (!taken.has(block)) return block;
  }
  throw new Error('All addresses are used by other test networks');
}

/** An address of the block, from 198.18.0.0/15, which is set aside for tests of networks (RFC 2544). */
export function addressOf(block: number, index: number): string {
  const offset = block * ADDRESSES_PER_BLOCK + index;
  return `198.${18 + (offset >> 16)}.${(offset >> 8) & 255}.${offset & 255}`;
}
