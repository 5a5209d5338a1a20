/**
 * Every contender `rounds` times; in each round every one has its turn, in the opposite order of the round before, so that
 * drift hits all alike. Resolves to the results of each contender.
 */
export async function takeTurns<Contender, Result>(
  contenders: readonly Contender[],
  rounds: number,
  measure: (contender: Contender, round: number) => Promise<Result>,
): Promise<Result[][]> {
  const results = contenders.map((): Result[] => []);
  for (let round = 0; round < rounds; round += 1) {
    const turns = [...contenders.entries()];
    for (const [index, contender] of round % 2 === 0 ? turns : turns.reverse()) {
      results[index]?.push(await measure(contender, round));
    }
  }
  return results;
}
