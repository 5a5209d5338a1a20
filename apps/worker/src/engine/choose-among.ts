import type { Sampling } from '#protocol';

/** A token and the model's logit for it. */
export interface Candidate {
  tokenId: number;
  logit: number;
}

/**
 * Draws one of a few candidates as llama.cpp's chain would draw it from the whole vocabulary if nothing else were allowed:
 * top-k, then top-p, then min-p, then temperature. `fraction` is the random number, from 0 up to 1.
 */
export function chooseAmong(candidates: readonly Candidate[], sampling: Sampling, fraction: number): number {
  const sorted = [...candidates].sort((left, right) => right.logit - left.logit);
  const [likeliest] = sorted;
  if (!likeliest) throw new Error('There is nothing to choose from');
  if (sampling.temperature <= 0) return likeliest.tokenId;
  const kept = keepLikely(sorted, sampling);
  const weights = kept.map(({ logit }) => Math.exp((logit - likeliest.logit) / sampling.temperature));
  let rest = fraction * sum(weights);
  for (const [index, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return kept[index]?.tokenId ?? likeliest.tokenId;
  }
  return likeliest.tokenId;
}

function keepLikely(sorted: readonly Candidate[], { topK, topP, minP }: Sampling): readonly Candidate[] {
  const among = topK === null ? sorted : sorted.slice(0, Math.max(1, topK));
  const highest = among[0]?.logit ?? 0;
  const weights = among.map(({ logit }) => Math.exp(logit - highest));
  const total = sum(weights);
  let reached = 0;
  return among.filter((_, index) => {
    const isKept = index === 0 || (reached < topP * total && (weights[index] ?? 0) >= minP);
    reached += weights[index] ?? 0;
    return isKept;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
