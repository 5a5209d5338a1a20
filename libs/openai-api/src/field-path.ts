const LONGEST_KEY = 64;

/** A path into the body as OpenAI writes it, `messages[2].content`; keys are shortened, since a client may have chosen them. */
export function toFieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((field, key) => {
    if (typeof key === 'number') return `${field}[${key}]`;
    return field === '' ? shorten(String(key)) : `${field}.${shorten(String(key))}`;
  }, '');
}

/** What stands at a path of the body; `undefined` when there is nothing. */
export function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    body,
  );
}

/** A text of the client cut to a length that is safe to put into a message. */
export function shorten(text: string): string {
  return text.length <= LONGEST_KEY ? text : `${text.slice(0, LONGEST_KEY)}…`;
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
