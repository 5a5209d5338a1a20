/** The texts with the separator between them; what is empty does not count. */
export function joined(texts: readonly string[], separator = '\n'): string {
  return texts.filter((text) => text !== '').join(separator);
}
