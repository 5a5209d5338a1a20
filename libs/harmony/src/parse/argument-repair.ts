import { ObjectScanner } from './object-scanner.js';

/**
 * Makes one JSON object of a tool call's arguments while they stream. Well-formed arguments pass as they come;
 * `{..}]` is cut, `[{..}]` unwrapped, nothing becomes `{}`, and what is no object passes unchanged, for the client to
 * judge. Only white space and a bracket in front of the first brace are ever held back.
 */
export class ArgumentRepair {
  #opening = '';
  #mode: 'opening' | 'object' | 'raw' = 'opening';
  #isMalformed = false;
  readonly #object = new ObjectScanner();

  /** Whether anything had to be repaired, or could not be. Final after `end`. */
  get isMalformed(): boolean {
    return this.#isMalformed;
  }

  /** What is certain to belong to the arguments, now that `text` is known. */
  push(text: string): string {
    switch (this.#mode) {
      case 'opening':
        return this.#readOpening(text);
      case 'object':
        return this.#readObject(text);
      case 'raw':
        return text;
    }
  }

  /** The message ended: whatever is still missing of the arguments. */
  end(): string {
    if (this.#mode === 'opening') {
      this.#isMalformed = true;
      return this.#opening.trim() === '' ? '{}' : this.#opening;
    }
    if (!this.#object.isClosed) this.#isMalformed = true;
    return '';
  }

  /** The message was cut: what was held back, and nothing made up. */
  cut(): string {
    return this.#mode === 'opening' ? this.#opening : '';
  }

  #readOpening(text: string): string {
    const whole = this.#opening + text;
    const [opening] = /^\s*\[?\s*/.exec(whole) ?? [''];
    this.#opening = opening;
    if (opening.length === whole.length) return '';
    if (whole.charAt(opening.length) !== '{') {
      this.#mode = 'raw';
      this.#isMalformed = true;
      return whole;
    }
    this.#mode = 'object';
    this.#isMalformed = opening.includes('[');
    return this.#readObject(whole.slice(opening.length));
  }

  #readObject(text: string): string {
    const length = this.#object.read(text);
    if (text.slice(length).trim() !== '') this.#isMalformed = true;
    return text.slice(0, length);
  }
}
