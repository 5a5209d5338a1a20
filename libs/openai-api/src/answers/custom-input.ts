/** How the arguments of a custom tool's function begin, and in front of which of its characters white space may stand. */
const OPENING = '{"input":"';
const SPACE_ALLOWED_AT: readonly number[] = [0, 1, 8, 9];

const SPECIAL = /["\\]/g;
const ESCAPE = /^\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|["\\/bfnrt])/;
/** An escape, or a surrogate pair of two, that may still become whole. */
const UNFINISHED_ESCAPE =
  /^\\(?:u[\da-fA-F]{0,3}|u[dD][89abAB][\da-fA-F]{2}(?:\\(?:u(?:[dD](?:[c-fC-F][\da-fA-F]?)?)?)?)?)?$/;
const LONGEST_ESCAPE = '\\ud83d\\ude00'.length;

/**
 * The text that goes to a custom tool, out of the arguments of the function it is to the model, `{"input": "…"}`, while
 * they arrive in any pieces. Arguments that turn out to be anything else are passed on as they are from where that shows.
 */
export class CustomInputDecoder {
  private phase: 'opening' | 'text' | 'closing' | 'raw' = 'opening';
  /** Arguments that have not been passed on: they are no text, or it is not known yet which. */
  private held = '';
  private matched = 0;
  private isClosed = false;

  /** What the next piece of arguments adds to the text. */
  push(piece: string): string {
    switch (this.phase) {
      case 'opening':
        return this.open(piece);
      case 'text':
        return this.decode(this.held + piece);
      case 'closing':
        return this.close(piece);
      case 'raw':
        return piece;
    }
  }

  /** What is added when no more arguments come: nothing, but for those that were cut off before the text began. */
  end(): string {
    return this.phase === 'opening' ? this.giveUp('') : '';
  }

  private open(piece: string): string {
    for (let at = 0; at < piece.length; at++) {
      const character = piece.charAt(at);
      if (character === OPENING[this.matched]) this.matched++;
      else if (character.trim() !== '' || !SPACE_ALLOWED_AT.includes(this.matched)) return this.giveUp(piece);
      if (this.matched === OPENING.length) {
        this.phase = 'text';
        return this.decode(piece.slice(at + 1));
      }
    }
    this.held += piece;
    return '';
  }

  private decode(text: string): string {
    this.held = '';
    let decoded = '';
    for (let at = 0; at < text.length;) {
      const special = indexOfSpecial(text, at);
      decoded += text.slice(at, special);
      if (text[special] === '"') return decoded + this.leaveText(text.slice(special + 1));
      const rest = text.slice(special, special + LONGEST_ESCAPE);
      if (UNFINISHED_ESCAPE.test(rest)) {
        this.held = rest;
        return decoded;
      }
      const escape = ESCAPE.exec(rest)?.[0];
      decoded += escape ? unescaped(escape) : rest.charAt(0);
      at = special + (escape?.length ?? 1);
    }
    return decoded;
  }

  private leaveText(rest: string): string {
    this.phase = 'closing';
    this.held = '"';
    return this.close(rest);
  }

  private close(piece: string): string {
    const words = piece.trim();
    if (words !== '' && (words !== '}' || this.isClosed)) return this.giveUp(piece);
    this.isClosed ||= words === '}';
    this.held += piece;
    return '';
  }

  private giveUp(piece: string): string {
    const passedOn = this.held + piece;
    this.phase = 'raw';
    this.held = '';
    return passedOn;
  }
}

/** The text of a call's arguments, exactly as it is when they are streamed; `isWhole` unless more of them may come. */
export function decodeCustomInput(argumentsText: string, isWhole = true): string {
  const decoder = new CustomInputDecoder();
  return decoder.push(argumentsText) + (isWhole ? decoder.end() : '');
}

function indexOfSpecial(text: string, from: number): number {
  SPECIAL.lastIndex = from;
  return SPECIAL.exec(text)?.index ?? text.length;
}

/** Half of a surrogate pair is no character, and could not be sent. */
function unescaped(escape: string): string {
  const text = String(JSON.parse(`"${escape}"`));
  return /^[\ud800-\udfff]$/.test(text) ? '\ufffd' : text;
}
