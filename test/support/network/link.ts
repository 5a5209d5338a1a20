import type { Node } from './node.js';

/** What nobody has: a frame that is sent to it is dropped where it arrives, in silence. */
const NOBODY = '02:00:00:00:ff:ff';

/** Run at `one`: makes the cable between two nodes. */
export function cableCommand(one: Node, other: Node): string {
  const near = `name ${deviceTo(one, other)} address ${hardwareAddress(one)}`;
  const far = `name ${deviceTo(other, one)} address ${hardwareAddress(other)}`;
  return `link add ${near} type veth peer ${far} netns ${other.namespace}`;
}

/** Run at `from` when the cable is there: the way to `to`. Who is at its end is written down, since asking (ARP) would tell of a cut. */
export function wayCommands(from: Node, to: Node): string[] {
  const device = deviceTo(from, to);
  return [
    `address add ${from.address}/32 dev ${device}`,
    `link set ${device} up`,
    `route add ${to.address}/32 dev ${device} src ${from.address}`,
    healCommand(from, to),
  ];
}

/** Run at `from`: what it sends to `to` arrives nowhere. */
export function cutCommand(from: Node, to: Node): string {
  return neighbourCommand(from, to, NOBODY);
}

/** Run at `from`: what it sends to `to` arrives. */
export function healCommand(from: Node, to: Node): string {
  return neighbourCommand(from, to, hardwareAddress(to));
}

function neighbourCommand(from: Node, to: Node, hardware: string): string {
  return `neighbour replace ${to.address} lladdr ${hardware} nud permanent dev ${deviceTo(from, to)}`;
}

function hardwareAddress({ index }: Node): string {
  return `02:00:00:00:00:${index.toString(16).padStart(2, '0')}`;
}

/** At most 15 characters, and unlike those of other networks on this machine. */
function deviceTo(from: Node, to: Node): string {
  return `hn${from.block}-${from.index}-${to.index}`;
}
