/** Finds where a JSON object closes, reading it in parts. Only braces and strings are looked at: it is not a validator. */
export class ObjectScanner {
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #isClosed = false;

  /** Whether the brace that closes the object was read. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** How many characters of `text` belong to the object. The first character ever read must be its opening brace. */
  read(text: string): number {
    for (let index = 0; index < text.length; index += 1) {
      if (this.#isClosed) return index;
      this.#step(text.charAt(index));
    }
    return text.length;
  }

  #step(character: string): void {
    if (this.#inString) return this.#stepInString(character);
    if (character === '"') this.#inString = true;
    else if (character === '{') this.#depth += 1;
    else if (character === '}') this.#depth -= 1;
    this.#isClosed = this.#depth === 0;
  }

  #stepInString(character: string): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === '\\') this.#isEscaped = true;
    else if (character === '"') this.#inString = false;
  }
}
