import type { Frame, NumberedCommand } from '#protocol';

/** The tokens of an answer after all of its frames; like `foldTokens` for each of them, without a copy for each. */
export function foldFrames(frames: readonly Frame[]): number[] {
  const standing: number[] = [];
  for (const { events, tokenIds } of frames) {
    const [first] = events;
    if (first?.type === 'rewound') standing.length = Math.min(standing.length, first.toToken);
    for (const tokenId of tokenIds) standing.push(tokenId);
  }
  return standing;
}

/** The same when also those edits have had their effect that the frames do not show yet. */
export function foldWithEdits(frames: readonly Frame[], commands: readonly NumberedCommand[]): number[] {
  const known = frames.reduce((latest, { events: [first] }) => {
    return first?.type === 'rewound' ? Math.max(latest, first.command) : latest;
  }, 0);
  const standing = foldFrames(frames);
  for (const command of commands) {
    if (command.action !== 'edit' || command.number <= known) continue;
    standing.length = Math.min(standing.length, command.toToken);
    for (const tokenId of command.tokenIds) standing.push(tokenId);
  }
  return standing;
}
