import { Effort } from './effort.js';
import type { Machine } from './machine.js';
import { patternMachine } from './pattern-machine.js';

const DAY_28 = '(0[1-9]|1\\d|2[0-8])';
const LEAP_YEAR = '(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)';
const DATE = [
  `\\d{4}-(0[1-9]|1[0-2])-${DAY_28}`,
  '\\d{4}-(0[13-9]|1[0-2])-(29|30)',
  '\\d{4}-(0[13578]|1[02])-31',
  `${LEAP_YEAR}-02-29`,
].join('|');
/** Without leap seconds: whether there was one, a grammar cannot know. */
const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d';
const TIME = `${CLOCK}:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]${CLOCK})`;

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const GROUP = '[0-9a-fA-F]{1,4}';

/** Single hyphens only, which keeps clear of the rules for internationalized names; at most 251 characters. */
const LABEL = '[a-zA-Z0-9](-?[a-zA-Z0-9]){0,30}';
const HOST_NAME = `${LABEL}(\\.${LABEL}){0,3}`;
const LOCAL_PART = "[\\w!#$%&'*+/=?^`{|}~-](\\.?[\\w!#$%&'*+/=?^`{|}~-]){0,31}";
const URI_CHARACTER = "([a-zA-Z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
const SCHEME = '[a-zA-Z][a-zA-Z0-9+.-]*';
const URI_END = `(\\?(${URI_CHARACTER}|[/?])*)?(#(${URI_CHARACTER}|[/?])*)?`;
/** With a host, or without one like `mailto:` and `urn:`. */
const URI = `${SCHEME}:(//${HOST_NAME}(:\\d{1,5})?|${URI_CHARACTER}+)(/${URI_CHARACTER}*)*${URI_END}`;
const EMAIL = `${LOCAL_PART}@${LABEL}(\\.${LABEL}){1,3}`;

/** The formats that are enforced, each as a pattern no wider than the format. Any other one is an annotation. */
const FORMAT_PATTERNS: ReadonlyMap<string, string> = new Map([
  ['date', `^(${DATE})$`],
  ['time', `^${TIME}$`],
  ['date-time', `^(${DATE})T${TIME}$`],
  ['duration', durationPattern()],
  ['uuid', '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'],
  ['ipv4', `^${OCTET}(\\.${OCTET}){3}$`],
  ['ipv6', ipv6Pattern()],
  ['hostname', `^${HOST_NAME}$`],
  ['idn-hostname', `^${HOST_NAME}$`],
  ['email', `^${EMAIL}$`],
  ['idn-email', `^${EMAIL}$`],
  ['uri', `^${URI}$`],
  ['iri', `^${URI}$`],
  ['uri-reference', `^(${URI}|(/${URI_CHARACTER}+)+${URI_END})$`],
  ['iri-reference', `^(${URI}|(/${URI_CHARACTER}+)+${URI_END})$`],
  ['uri-template', `^${SCHEME}://${HOST_NAME}(/(${URI_CHARACTER}|\\{[a-zA-Z]\\w{0,30}\\})*)*$`],
  ['json-pointer', '^(/([^~/]|~[01])*)*$'],
  ['relative-json-pointer', '^(0|[1-9]\\d{0,8})(#|(/([^~/]|~[01])*)*)$'],
]);

/** They never change, so they are built once for all schemas. */
const machines = new Map<string, Machine>();

/** All texts of a format; `null` if it is not enforced. */
export function formatMachine(format: string): Machine | null {
  const pattern = FORMAT_PATTERNS.get(format);
  if (pattern === undefined) return null;
  const machine = machines.get(format) ?? patternMachine(pattern, new Effort());
  machines.set(format, machine);
  return machine;
}

/** The units of RFC 3339's appendix A: none is skipped between two that are there. */
function durationPattern(): string {
  const count = '\\d{1,9}';
  const time = `T(${count}H(${count}M(${count}S)?)?|${count}M(${count}S)?|${count}S)`;
  const days = `${count}D`;
  const date = `(${days}|${count}M(${days})?|${count}Y(${count}M(${days})?)?)`;
  return `^P(${date}(${time})?|${time}|${count}W)$`;
}

/** Without the spelling that ends in an IPv4 address. */
function ipv6Pattern(): string {
  const groups = (count: number): string => (count === 0 ? '' : `${GROUP}(:${GROUP}){0,${count - 1}}`);
  const shortened = Array.from({ length: 8 }, (_, before) => {
    const left = before === 0 ? '' : `${GROUP}(:${GROUP}){${before - 1}}`;
    const after = 7 - before;
    return `${left}::${after === 0 ? '' : `(${groups(after)})?`}`;
  });
  return `^(${GROUP}(:${GROUP}){7}|${shortened.join('|')})$`;
}
