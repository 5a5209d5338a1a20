import type { Generation } from '#protocol';

/** A generation as it stands in its record: everything but the prompt as JSON, the prompt as 32-bit little-endian ids. */
export function encodeGeneration(generation: Generation): { json: string; prompt: Buffer } {
  const { promptTokenIds, ...rest } = generation;
  const prompt = Buffer.allocUnsafe(promptTokenIds.length * 4);
  promptTokenIds.forEach((tokenId, index) => prompt.writeUInt32LE(tokenId, index * 4));
  return { json: JSON.stringify(rest), prompt };
}

/** The inverse of `encodeGeneration`; only ever given what we wrote ourselves. */
export function decodeGeneration(json: string, prompt: Buffer): Generation {
  const promptTokenIds = Array.from({ length: prompt.length / 4 }, (_, index) => prompt.readUInt32LE(index * 4));
  return { ...(JSON.parse(json) as Omit<Generation, 'promptTokenIds'>), promptTokenIds };
}
