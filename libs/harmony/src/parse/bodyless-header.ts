import type { ItemKind } from '#protocol';
import type { HeaderText } from './header-text.js';
import { isFiller, withoutRole } from './header-words.js';
import { isTrusted, meaningOf, type HeaderMeaning } from './interpret-header.js';
import type { RecoveryFamily } from './recovery-family.js';

/** What ended a header that has no `<|message|>`: the message, the whole generation, or a tool call. */
export type HeaderEnding = 'end' | 'stop' | 'call';

/** One item that was hidden in a header. */
export interface HiddenItem {
  kind: ItemKind;
  toolName: string;
  text: string;
}

export interface BodylessMeaning {
  items: readonly HiddenItem[];
  recoveries: readonly RecoveryFamily[];
}

/** What a header means behind which no body came. */
export function interpretBodyless(
  header: HeaderText,
  ending: HeaderEnding,
  toolNames: ReadonlySet<string>,
): BodylessMeaning {
  const { text } = withoutRole(header.role, header.isStarted);
  const isPlainText = header.channels.length === 0 && header.contentType === null && !/^\s*to=/.test(text);
  if (isPlainText) return interpretPlainText(header, text, ending);
  return interpretUnsplit(header, meaningOf(header, toolNames), ending);
}

/** Text that has no header at all: in front of a stop it is the answer, else a thought. */
function interpretPlainText(header: HeaderText, text: string, ending: HeaderEnding): BodylessMeaning {
  if (text.trim() === '') return { items: [], recoveries: emptyRecoveries(header, ending) };
  if (!header.isStarted && isFiller(text)) return { items: [], recoveries: ['text-between-messages'] };
  if (ending !== 'end') return { items: [answer(text)], recoveries: ['headerless-answer'] };
  return { items: [reasoning(text)], recoveries: [header.isStarted ? 'headerless-thought' : 'text-between-messages'] };
}

function emptyRecoveries(header: HeaderText, ending: HeaderEnding): RecoveryFamily[] {
  if (header.isStarted) return ['missing-message'];
  return ending === 'end' ? ['missing-border'] : ['stop-after-end'];
}

/** A header with channel or recipient that runs on into the body. */
function interpretUnsplit(header: HeaderText, meaning: HeaderMeaning, ending: HeaderEnding): BodylessMeaning {
  const items = meaning.stray === '' ? [] : [reasoning(meaning.stray)];
  const body = bodyOf(header, meaning);
  const isCall = body.kind === 'tool-call' && ending === 'call';
  if (isCall || body.text !== '') items.push(body);
  return { items, recoveries: [...meaning.recoveries, 'missing-message'] };
}

function bodyOf(header: HeaderText, meaning: HeaderMeaning): HiddenItem {
  const lastChannel = header.channels.at(-1) ?? '';
  if (!isTrusted(meaning)) return reasoning((header.contentType ?? lastChannel).trim());
  if (meaning.kind === 'dropped') return reasoning('');
  return { kind: meaning.kind, toolName: meaning.toolName, text: meaning.rest.trimStart() };
}

function reasoning(text: string): HiddenItem {
  return { kind: 'reasoning', toolName: '', text };
}

function answer(text: string): HiddenItem {
  return { kind: 'answer', toolName: '', text };
}
