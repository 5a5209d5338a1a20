import { ModelFileError } from './model-file-error.js';

const SPLIT_NAME = /^(?<stem>.+)-(?<index>\d{5})-of-(?<count>\d{5})\.gguf$/;
/** Far more than anybody publishes; a name asking for 99,999 parts is a mistake. */
const MOST_PARTS = 1_000;

/**
 * The names of all files of a model, given its first: `x-00001-of-00003.gguf` and its two followers, or just the name
 * of a model in one file. Throws a `ModelFileError` when the name is that of a later part.
 */
export function allPartsOf(fileName: string): string[] {
  const { stem, index, count } = SPLIT_NAME.exec(fileName)?.groups ?? {};
  if (stem === undefined || index === undefined || count === undefined) return [fileName];
  const nameOf = (part: number): string => `${stem}-${String(part).padStart(5, '0')}-of-${count}.gguf`;
  const parts = Number(count);
  if (parts < 1 || parts > MOST_PARTS || Number(index) > parts)
    throw new ModelFileError(`"${fileName}" is not the name of a part of a model in at most ${MOST_PARTS} files`);
  if (Number(index) !== 1) throw new ModelFileError(`"${fileName}" is not the first part: name "${nameOf(1)}"`);
  return Array.from({ length: parts }, (_, part) => nameOf(part + 1));
}
