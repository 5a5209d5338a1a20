import { withoutRole } from './header-words.js';

/** The decoded text of a header, cut at its control tokens. */
export interface HeaderText {
  /** Whether `<|start|>` stands in front. */
  isStarted: boolean;
  /** What follows `<|start|>`: normally the role, and maybe a recipient. */
  role: string;
  /** What follows each `<|channel|>`. */
  channels: readonly string[];
  /** What follows the last `<|constrain|>`; `null` if there was none. */
  contentType: string | null;
}

/** `assistant to=functions.` and a long tool name. */
const LONGEST_ROLE_TOKENS = 24;

/** A header as far as it was generated. */
export class HeaderDraft implements HeaderText {
  readonly channels: string[] = [];
  contentType: string | null = null;
  tokenCount = 0;
  #part: 'role' | 'channel' | 'content-type' = 'role';

  constructor(
    readonly isStarted: boolean,
    public role: string,
  ) {}

  /** Whether nothing but the role, if that, was generated. */
  get isEmpty(): boolean {
    const hasMarkers = this.channels.length > 0 || this.contentType !== null;
    return !hasMarkers && withoutRole(this.role, this.isStarted).text.trim() === '';
  }

  /** Whether this is text without any header rather than the beginning of one: no header has so many words. */
  get isHeaderless(): boolean {
    return this.channels.length === 0 && this.contentType === null && this.tokenCount > LONGEST_ROLE_TOKENS;
  }

  beginChannel(): void {
    this.#part = 'channel';
    this.channels.push('');
  }

  beginContentType(): void {
    this.#part = 'content-type';
    this.contentType = '';
  }

  /** `tokens`: how many tokens the text comes from. */
  append(text: string, tokens: number): void {
    this.tokenCount += tokens;
    if (this.#part === 'role') this.role += text;
    else if (this.#part === 'content-type') this.contentType = (this.contentType ?? '') + text;
    else this.channels.push((this.channels.pop() ?? '') + text);
  }
}
