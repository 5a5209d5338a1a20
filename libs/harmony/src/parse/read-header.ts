import type { HeaderText } from './header-text.js';
import { readChannel, readContentType, readRoleWord, recipientsIn, withoutRole } from './header-words.js';
import type { RecoveryFamily } from './recovery-family.js';

/** What stands in a header, before any of it is weighed. */
export interface HeaderReading {
  /** A single word in the place of the role that is not `assistant`; empty if there is none. */
  role: string;
  channels: readonly string[];
  /** In the order they stand, from all parts of the header. */
  recipients: readonly string[];
  /** Text in front of the header that does not belong to it. */
  stray: string;
  /** Text at the end of the header that does not belong to it: a body, if `<|message|>` is missing. */
  rest: string;
  recoveries: readonly RecoveryFamily[];
}

/** Takes a header apart. Works on text alone: how a name is cut into tokens must not matter. */
export function readHeader(header: HeaderText): HeaderReading {
  const role = withoutRole(header.role, header.isStarted);
  const roleWord = readRoleWord(role.text);
  const channels = header.channels.map(readChannel);
  const contentType = header.contentType === null ? null : readContentType(header.contentType);
  const parts = [roleWord, ...channels, ...(contentType === null ? [] : [contentType])];
  const isRoleLast = parts.length === 1 && roleWord.recipients.length > 0;
  const recoveries: RecoveryFamily[] = [];
  if (role.isRepeated) recoveries.push('repeated-start');
  if (contentType?.isKnown === false) recoveries.push('garbled-content-type');
  if (channels.length > 1) recoveries.push(areSame(channels) ? 'duplicate-channel' : 'contradicting-channel');
  return {
    role: roleWord.name,
    channels: channels.map((channel) => channel.name),
    recipients: parts.flatMap((part) => [...part.recipients, ...recipientsIn(part.rest)]),
    stray: isRoleLast || roleWord.rest.trim() === '' ? '' : roleWord.rest,
    rest: parts.length > 1 || isRoleLast ? (parts.at(-1)?.rest ?? '') : '',
    recoveries,
  };
}

function areSame(channels: readonly { name: string }[]): boolean {
  return new Set(channels.map((channel) => channel.name)).size === 1;
}
