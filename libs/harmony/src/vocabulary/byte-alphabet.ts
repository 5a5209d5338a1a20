/**
 * GPT-2's way of writing bytes as printable text, in which model files name their tokens: a printable byte is
 * the character with its number, every other one takes the next free character from U+0100 on.
 * https://github.com/openai/gpt-2/blob/master/src/encoder.py, `bytes_to_unicode`.
 */
const characters = Array.from({ length: 256 }, (_, byte) => byte).reduce<string[]>((written, byte) => {
  const displaced = written.filter((character) => character.charCodeAt(0) >= 256).length;
  return [...written, String.fromCharCode(isPrintable(byte) ? byte : 256 + displaced)];
}, []);

const bytes = new Map(characters.map((character, byte) => [character, byte]));

/** The bytes that a token's text stands for. Throws if it is not written in the alphabet. */
export function fromByteAlphabet(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const byte = bytes.get(character);
    if (byte === undefined) throw new Error(`The token "${text}" is not written in GPT-2's byte alphabet`);
    return byte;
  });
}

/** The text that stands for bytes in a model file. */
export function toByteAlphabet(content: Uint8Array): string {
  return Array.from(content, (byte) => characters[byte]).join('');
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}
