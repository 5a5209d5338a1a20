import type { TextAlternative } from './alternative.js';
import { text, type GrammarSequence } from './grammar.js';
import type { GrammarWriter } from './grammar-writer.js';
import { freeString } from './json-rules.js';
import { textMachine } from './text-machine.js';
import { asInString, writeMachine } from './write-machine.js';

export function writeText(
  alternative: TextAlternative,
  { grammar, reader }: GrammarWriter,
): readonly GrammarSequence[] {
  const { minimum, maximum, machines } = alternative;
  if (machines.size === 0) return [[freeString(grammar, minimum, maximum)]];
  const machine = textMachine(alternative, reader.effort);
  if (machine.states.length === 0) return [];
  return [[text('"'), writeMachine(machine, grammar, asInString, [text('"')])]];
}
