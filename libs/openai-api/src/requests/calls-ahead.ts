/** A piece of a conversation: a call of a tool, anything else of the assistant's, or what somebody else said. */
export type Piece = 'call' | 'assistant' | 'other';

/** Of each piece, whether the turn of which it is a part calls a tool there or later. Pieces of the assistant in a row are one turn. */
export function findCallsAhead(pieces: readonly Piece[]): boolean[] {
  const ahead: boolean[] = [];
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = pieces[index];
    ahead[index] = piece === 'call' || (piece === 'assistant' && (ahead[index + 1] ?? false));
  }
  return ahead;
}
