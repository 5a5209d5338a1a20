import { HarmonyParser, type Vocabulary } from '#harmony';

/** What the parser makes of an output, deltas joined. */
export interface ParsedOutput {
  items: { kind: string; toolName: string; text: string }[];
  outcome: string;
  recoveries: Record<string, number>;
}

/** Token ids of a text in which control tokens are written out, cut into runs of plain text and control ids. */
export function markupParts(markup: string, vocabulary: Vocabulary): (string | number)[] {
  const { control } = vocabulary;
  const ids: Record<string, number> = { ...control, endoftext: control.endOfText, reserved: control.return - 1 };
  return markup
    .split(/(<\|\w+\|>)/)
    .filter((part) => part !== '')
    .map((part) => ids[part.slice(2, -2)] ?? part);
}

export function markupIds(markup: string, vocabulary: Vocabulary): number[] {
  return encodeParts(markupParts(markup, vocabulary), vocabulary);
}

export function encodeParts(parts: readonly (string | number)[], vocabulary: Vocabulary): number[] {
  return parts.flatMap((part) => (typeof part === 'string' ? vocabulary.encode(part) : part));
}

export function parseIds(ids: readonly number[], vocabulary: Vocabulary, toolNames: readonly string[]): ParsedOutput {
  const parser = new HarmonyParser(vocabulary, toolNames);
  const items: ParsedOutput['items'] = [];
  for (const event of [...ids.flatMap((id) => parser.push(id)), ...parser.end()]) {
    if (event.type === 'item-started') items.push({ kind: event.kind, toolName: event.toolName, text: '' });
    const last = items.at(-1);
    if ('text' in event && last) last.text += event.text;
  }
  return { items, outcome: parser.outcome, recoveries: Object.fromEntries(parser.recoveries) };
}
