/** Where the document of the API is. */
export const DOCUMENT = '/openapi.json';
/** Where the page is that shows it; what it consists of is below. */
export const PAGE = '/docs';

/** Whether an address belongs to the page or the document: these say nothing about users and their work. */
export function isDocs(path: string): boolean {
  return path === DOCUMENT || path === PAGE || path.startsWith(`${PAGE}/`);
}
