import type { Vocabulary } from '../vocabulary/vocabulary.js';

/** What a token does to the message it stands in; `stray` is a control token that has no business there. */
export type TokenRole = 'text' | 'start' | 'channel' | 'constrain' | 'message' | 'end' | 'call' | 'return' | 'stray';

/** By id: text that looks like a control token is text. */
export function classifyToken(id: number, vocabulary: Vocabulary, place: 'header' | 'body'): TokenRole {
  if (!vocabulary.isControl(id)) return 'text';
  const { control } = vocabulary;
  switch (id) {
    case control.start:
      return 'start';
    case control.channel:
      return 'channel';
    case control.end:
      return 'end';
    case control.call:
      return 'call';
    case control.return:
    case control.endOfText:
      return 'return';
    case control.message:
      return place === 'header' ? 'message' : 'stray';
    case control.constrain:
      return place === 'header' ? 'constrain' : 'stray';
    default:
      return 'stray';
  }
}
