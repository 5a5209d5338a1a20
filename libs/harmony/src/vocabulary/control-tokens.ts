import type { TokenTable } from './token-table.js';

/** Ids of the tokens that give a Harmony conversation its shape; every model numbers them in its own way. */
export interface HarmonyControlTokens {
  start: number;
  end: number;
  message: number;
  channel: number;
  constrain: number;
  return: number;
  call: number;
  endOfText: number;
}

const TEXTS: Record<keyof HarmonyControlTokens, string> = {
  start: '<|start|>',
  end: '<|end|>',
  message: '<|message|>',
  channel: '<|channel|>',
  constrain: '<|constrain|>',
  return: '<|return|>',
  call: '<|call|>',
  endOfText: '<|endoftext|>',
};

const harmonyTexts: ReadonlySet<string> = new Set(Object.values(TEXTS));

export function isHarmonyControlText(text: string): boolean {
  return harmonyTexts.has(text);
}

/** Looks the control tokens up by their text. Throws naming every one the table lacks. */
export function findControlTokens(table: TokenTable): HarmonyControlTokens {
  const ids = new Map<string, number>();
  for (let id = 0; id < table.size; id++) {
    if (table.kindOf(id) === 'control') ids.set(Buffer.from(table.bytesOf(id)).toString(), id);
  }
  const missing = [...harmonyTexts].filter((text) => !ids.has(text));
  if (missing.length > 0) {
    throw new Error(`The vocabulary lacks ${missing.join(', ')}: this is not a gpt-oss model`);
  }
  const idOf = (name: keyof HarmonyControlTokens): number => ids.get(TEXTS[name]) ?? -1;
  return {
    start: idOf('start'),
    end: idOf('end'),
    message: idOf('message'),
    channel: idOf('channel'),
    constrain: idOf('constrain'),
    return: idOf('return'),
    call: idOf('call'),
    endOfText: idOf('endOfText'),
  };
}
