import { ServingError, isErrorCode, type ErrorCode } from '#protocol';
import type { z } from 'zod';
import { toFieldPath, valueAt } from './field-path.js';
import { kindOf, listed, quoted, withArticle } from './wording.js';

type Issue = z.core.$ZodIssue;
type UnionIssue = z.core.$ZodIssueInvalidUnion;

/** The error for one field, worded the way OpenAI words it: what is wrong and where, then the reason. */
export function refuse(code: ErrorCode, path: readonly PropertyKey[], reason: string): ServingError {
  const field = toFieldPath(path);
  return new ServingError(code, `${opening(code, field)} ${reason}`, field === '' ? {} : { param: field });
}

/** What zod found wrong with a body, as the error its sender gets. Nothing of the body but short words is repeated in it. */
export function toRefusal(issue: Issue, body: unknown): ServingError {
  const value = valueAt(body, issue.path);
  if (issue.code === 'custom') return refuse(codeOf(issue), issue.path, issue.message);
  if (value === undefined && issue.path.length > 0) return missing(issue.path);
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.path, value, [issue.expected]);
    case 'invalid_value':
      return notAmong(issue.path, value, issue.values);
    case 'invalid_union':
      return noBranch(issue, value, body);
    case 'too_small':
      return refuse(
        'invalid_value',
        issue.path,
        outOfBounds(`${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`, issue.origin, value),
      );
    case 'too_big':
      return refuse('invalid_value', issue.path, outOfBounds(`at most ${issue.maximum}`, issue.origin, value));
    case 'invalid_key':
      return refuse('invalid_value', issue.path, issue.issues[0]?.message ?? issue.message);
    default:
      return refuse('invalid_value', issue.path, issue.message);
  }
}

function opening(code: ErrorCode, field: string): string {
  if (field === '') return 'Invalid body:';
  switch (code) {
    case 'invalid_type':
      return `Invalid type for '${field}':`;
    case 'unsupported_parameter':
      return `Unsupported parameter: '${field}'.`;
    case 'unsupported_value':
      return `Unsupported value for '${field}':`;
    case 'unsupported_content':
      return `Unsupported content in '${field}':`;
    default:
      return `Invalid '${field}':`;
  }
}

function missing(path: readonly PropertyKey[]): ServingError {
  const field = toFieldPath(path);
  return new ServingError('missing_required_parameter', `Missing required parameter: '${field}'.`, { param: field });
}

function wrongType(path: readonly PropertyKey[], value: unknown, expected: readonly string[]): ServingError {
  const types = expected.map(withArticle);
  const wanted = types.length > 1 ? `one of ${types.join(' or ')}` : types.join('');
  return refuse('invalid_type', path, `expected ${wanted}, but got ${kindOf(value)} instead.`);
}

function notAmong(path: readonly PropertyKey[], value: unknown, allowed: readonly unknown[]): ServingError {
  if (typeof value !== 'string') return wrongType(path, value, ['string']);
  return refuse('invalid_value', path, `${quoted(value)} is not allowed. Supported values are: ${listed(allowed)}.`);
}

/** Of several shapes a value may have, the one that was meant is the one whose outermost type fits. */
function noBranch(issue: UnionIssue, value: unknown, body: unknown): ServingError {
  if ('options' in issue && issue.options) return notAmong(issue.path, value, issue.options);
  const firsts = issue.errors.flatMap((branch) => branch.slice(0, 1));
  const meant = firsts.find((first) => first.code !== 'invalid_type' || first.path.length > 0);
  if (meant) return toRefusal({ ...meant, path: [...issue.path, ...meant.path] }, body);
  const expected = firsts.flatMap((first) => (first.code === 'invalid_type' ? [first.expected] : []));
  return wrongType(issue.path, value, expected);
}

function outOfBounds(bound: string, origin: string, value: unknown): string {
  if (typeof value === 'string')
    return `expected a string of ${counted(bound, 'character')}, but got ${value.length} instead.`;
  if (Array.isArray(value))
    return `expected an array of ${counted(bound, 'element')}, but got ${value.length} instead.`;
  return `expected ${withArticle(origin)} of ${bound}, but got ${String(value)} instead.`;
}

function codeOf(issue: z.core.$ZodIssueCustom): ErrorCode {
  const code: unknown = issue.params?.code;
  return typeof code === 'string' && isErrorCode(code) ? code : 'invalid_value';
}

function counted(bound: string, noun: string): string {
  return bound.endsWith(' 1') ? `${bound} ${noun}` : `${bound} ${noun}s`;
}
