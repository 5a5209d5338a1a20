import type { ItemKind } from '#protocol';
import type { HeaderText } from './header-text.js';
import { isFiller } from './header-words.js';
import { readHeader, type HeaderReading } from './read-header.js';
import type { RecoveryFamily } from './recovery-family.js';
import { isToolRole, resolveTool } from './tool-name.js';

/** What becomes of the body behind a header. */
export interface BodyRoute {
  kind: ItemKind | 'dropped';
  /** The declared tool of a tool call, else empty. */
  toolName: string;
  recoveries: readonly RecoveryFamily[];
}

export interface HeaderMeaning extends BodyRoute {
  /** Text found in front of the header that goes to reasoning; empty if there is none or it says nothing. */
  stray: string;
  /** Text found at the end of the header: the body if `<|message|>` is missing, else ignored. */
  rest: string;
}

const CHANNEL_KINDS = new Map<string, ItemKind>([
  ['analysis', 'reasoning'],
  ['commentary', 'preamble'],
  ['final', 'answer'],
]);
const OTHER_ROLES = new Set(['user', 'system', 'developer', 'tool']);
const NOT_TOOLS = new Set(['', 'assistant', 'user', 'all']);

/** With one of these, what seems to be the end of the header is free text. */
const UNTRUSTED: ReadonlySet<RecoveryFamily> = new Set(['garbled-content-type', 'garbled-channel', 'unknown-channel']);

/** Whether `rest` begins where a header of known words ended. */
export function isTrusted({ recoveries }: HeaderMeaning): boolean {
  return !recoveries.some((family) => UNTRUSTED.has(family));
}

/** Says where the body behind a complete header belongs, however strange the header is; never throws. */
export function interpretHeader(header: HeaderText, toolNames: ReadonlySet<string>): HeaderMeaning {
  const meaning = meaningOf(header, toolNames);
  const hasExtraWords = meaning.rest.trim() !== '' && isTrusted(meaning);
  return hasExtraWords ? { ...meaning, recoveries: [...meaning.recoveries, 'extra-header-words'] } : meaning;
}

/** The same for a header without `<|message|>`, whose `rest` may be a body. */
export function meaningOf(header: HeaderText, toolNames: ReadonlySet<string>): HeaderMeaning {
  const reading = readHeader(header);
  const byRole = routeByRole(reading, toolNames);
  const chosen = byRole ?? routeByRecipient(reading, toolNames) ?? routeByChannel(reading, toolNames);
  const stray = byRole === null ? reading.role || reading.stray : '';
  const recoveries = [...reading.recoveries, ...chosen.recoveries];
  if (reading.recipients.length > 1) recoveries.push('extra-header-words');
  if (!header.isStarted) recoveries.push('missing-border');
  if (stray !== '') recoveries.push('text-between-messages');
  return { ...chosen, stray: isFiller(stray) ? '' : stray, rest: reading.rest, recoveries };
}

/** A word where `assistant` belongs. `null` if there is none, or if the rest of the header says more than it does. */
function routeByRole(reading: HeaderReading, toolNames: ReadonlySet<string>): BodyRoute | null {
  if (reading.role === '') return null;
  if (isInventedTurn(reading)) return { kind: 'dropped', toolName: '', recoveries: ['invented-turn'] };
  if (resolveTool(reading.role, toolNames) !== null) return callOf(reading.role, toolNames);
  if (reading.channels.length > 0 || toolRecipient(reading) !== undefined) return null;
  const kind = CHANNEL_KINDS.get(reading.role);
  if (kind === undefined) return callOf(reading.role, toolNames);
  return { kind, toolName: '', recoveries: ['channel-as-role'] };
}

function isInventedTurn({ role, recipients }: HeaderReading): boolean {
  if (OTHER_ROLES.has(role) || isToolRole(role)) return true;
  return recipients.includes('assistant') && !CHANNEL_KINDS.has(role);
}

function routeByRecipient(reading: HeaderReading, toolNames: ReadonlySet<string>): BodyRoute | null {
  const recipient = toolRecipient(reading);
  return recipient === undefined ? null : callOf(recipient, toolNames);
}

function toolRecipient({ recipients }: HeaderReading): string | undefined {
  return recipients.find((recipient) => !NOT_TOOLS.has(recipient));
}

function callOf(recipient: string, toolNames: ReadonlySet<string>): BodyRoute {
  const tool = resolveTool(recipient, toolNames);
  if (tool === null) return { kind: 'reasoning', toolName: '', recoveries: ['undeclared-tool'] };
  return { kind: 'tool-call', toolName: tool.name, recoveries: tool.recoveries };
}

function routeByChannel({ channels, rest }: HeaderReading, toolNames: ReadonlySet<string>): BodyRoute {
  const kind = CHANNEL_KINDS.get(channels.findLast((channel) => CHANNEL_KINDS.has(channel)) ?? '');
  if (kind !== undefined) return { kind, toolName: '', recoveries: [] };
  const name = channels.at(-1) ?? '';
  if (resolveTool(name, toolNames) !== null) return callOf(name, toolNames);
  const isWord = /^[\w-]*$/.test(name) && rest.trim() === '';
  if (isWord) return { kind: 'answer', toolName: '', recoveries: ['unknown-channel'] };
  return { kind: 'reasoning', toolName: '', recoveries: ['garbled-channel'] };
}
