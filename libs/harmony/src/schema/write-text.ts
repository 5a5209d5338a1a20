import type { TextAlternative } from './alternative.js';
import { text, type GrammarSequence } from './grammar.js';
import type { GrammarWriter } from './grammar-writer.js';
import { freeString } from './json-rules.js';
import { SchemaRefusal } from './schema-refusal.js';
import { textMachine } from './text-machine.js';
import { asInString, writeMachine } from './write-machine.js';

const MOST_REQUIRED_CHARACTERS = 100_000;

export function writeText(alternative: TextAlternative, { grammar, reader }: GrammarWriter): GrammarSequence {
  const { minimum, maximum, machines } = alternative;
  if (minimum > MOST_REQUIRED_CHARACTERS) {
    throw new SchemaRefusal('minLength', '', `asks for more than ${MOST_REQUIRED_CHARACTERS} characters`);
  }
  if (machines.size === 0) return [freeString(grammar, minimum, maximum)];
  const machine = textMachine(alternative, reader.effort);
  if (machine.states.length === 0) return [];
  return [text('"'), writeMachine(machine, grammar, asInString, [text('"')])];
}
