/** What the model is told of a picture or the like that a tool gave back: the conversation has to go on without it. */
export function leftOut(kind: string): string {
  return `[${kind} left out: this model reads text only]`;
}

/** The text of a file that came as `data:text/plain;base64,...`, or of any other kind of text; `null` if it is none. */
export function textOfDataUrl(url: unknown): string | null {
  if (typeof url !== 'string' || !url.startsWith('data:text/')) return null;
  const comma = url.indexOf(',');
  if (comma < 0 || !url.slice(0, comma).endsWith(';base64')) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(url.slice(comma + 1), 'base64'));
  } catch {
    return null;
  }
}
