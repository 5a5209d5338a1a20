/** The names in a piece of header text, and what is left of it. */
export interface HeaderWords {
  recipients: readonly string[];
  /** What follows the words a header may have, unchanged. */
  rest: string;
}

const WORD = /^\s*(?:to=([\w.:-]*)|(?:json|code)(?!\w))/;
const CHANNEL = /^\s*((?:analysis|commentary|final)(?=$|to=|[\s{["])|\S*)/;
const CONTENT_TYPE = /^\s*(?:json|code)(?!\w)/;
const REPEATED_ROLE = /^\s*assistant(?=$|\s|to=|assistant|analysis|commentary|final)/;
const ROLE_WORD = /^\s*([\w.-]+)(?=\s|$)/;

/** Recipients and plain content types at the beginning of `text`. */
export function readWords(text: string): HeaderWords {
  const recipients: string[] = [];
  let rest = text;
  for (let word = WORD.exec(rest); word !== null; word = WORD.exec(rest)) {
    if (word[1] !== undefined) recipients.push(word[1]);
    rest = rest.slice(word[0].length);
  }
  return { recipients, rest };
}

/** Recipients anywhere in text that a header should not have. */
export function recipientsIn(text: string): string[] {
  return [...text.matchAll(/to=([\w.:-]+)/g)].map((match) => match[1] ?? '');
}

/** `commentary to=functions.x`: the channel's name, whatever it is, and the words behind it. */
export function readChannel(text: string): HeaderWords & { name: string } {
  const match = CHANNEL.exec(text);
  return { name: match?.[1] ?? '', ...readWords(text.slice(match?.[0].length)) };
}

/** The text behind `<|constrain|>`; all of it is `rest` if it begins with no content type. */
export function readContentType(text: string): HeaderWords & { isKnown: boolean } {
  if (!CONTENT_TYPE.test(text)) return { isKnown: false, recipients: [], rest: text };
  return { isKnown: true, ...readWords(text) };
}

/** What is left of the text behind `<|start|>` without the role `assistant`; it may stand there several times. */
export function withoutRole(text: string, isStarted: boolean): { text: string; isRepeated: boolean } {
  let rest = isStarted ? text.replace(/^\s*assistant/, '') : text;
  let count = rest === text ? 0 : 1;
  for (; REPEATED_ROLE.test(rest); count += 1) rest = rest.replace(REPEATED_ROLE, '');
  return { text: rest, isRepeated: count > 1 };
}

/** `bash`, `final`, `functions.bash to=assistant`: one word in the place of a role; `name` is empty if there is none. */
export function readRoleWord(text: string): HeaderWords & { name: string } {
  const match = ROLE_WORD.exec(text);
  const named = { name: match?.[1] ?? '', ...readWords(text.slice(match?.[0].length)) };
  if (match !== null && named.rest.trim() === '') return named;
  const words = readWords(text);
  const isText = words.recipients.length === 0;
  return { name: '', recipients: words.recipients, rest: isText ? text : words.rest };
}

/** Punctuation and words of headers that models leave between messages: they say nothing. */
export function isFiller(text: string): boolean {
  return /^(?:[\s\p{P}]|assistant|analysis|commentary|final)*$/u.test(text);
}
