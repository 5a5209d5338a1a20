/** Another name for a model. One that ends in `*` stands for all names that begin like it. */
export interface ModelAlias {
  name: string;
  /** The name under which the model is served. */
  model: string;
}

const NAME = /^[\w.:/-]{1,200}$/;
const PATTERN = /^[\w.:/-]{0,200}\*$/;
const ENTRY = /^\s*([^=]*?)\s*=\s*([^=]*?)\s*$/;

/**
 * Reads entries such as `gpt-4o=gpt-oss-20b,claude-*=gpt-oss-120b`; empty ones do not count. Throws an error that names
 * everything that is wrong with any of them.
 */
export function parseModelAliases(text: string): ModelAlias[] {
  const entries = text.split(',').filter((entry) => entry.trim() !== '');
  const aliases = entries.map(readEntry);
  const faults = entries.flatMap((entry, index) => faultsOf(aliases[index], aliases.slice(0, index), entry));
  if (faults.length > 0) throw new Error(faults.join('; '));
  return aliases.filter((alias) => alias !== null);
}

/** Finds which model a name stands for. */
export class ModelAliases {
  private readonly exact: ReadonlyMap<string, string>;
  /** The longest first: it says most about a name. */
  private readonly patterns: readonly { beginning: string; model: string }[];

  constructor(aliases: readonly ModelAlias[]) {
    this.exact = new Map(aliases.filter((alias) => !isPattern(alias)).map(({ name, model }) => [name, model]));
    this.patterns = aliases
      .filter(isPattern)
      .map(({ name, model }) => ({ beginning: name.slice(0, -1), model }))
      .sort((one, other) => other.beginning.length - one.beginning.length);
  }

  /** The model that this name stands for, if it is an alias; whether anybody serves it is not asked here. */
  modelOf(name: string): string | null {
    const fits = ({ beginning }: { beginning: string }): boolean => name.startsWith(beginning);
    return this.exact.get(name) ?? this.patterns.find(fits)?.model ?? null;
  }

  /** The names that can be listed: patterns are none. */
  get names(): string[] {
    return [...this.exact.keys()];
  }
}

function isPattern({ name }: ModelAlias): boolean {
  return name.endsWith('*');
}

function readEntry(entry: string): ModelAlias | null {
  const [, name, model] = ENTRY.exec(entry) ?? [];
  return name === undefined || model === undefined ? null : { name, model };
}

function faultsOf(
  alias: ModelAlias | null | undefined,
  before: readonly (ModelAlias | null)[],
  entry: string,
): string[] {
  if (!alias) return [`"${entry.trim()}" is not a name and a model, such as gpt-4o=gpt-oss-20b`];
  const { name, model } = alias;
  const faults: [isFault: boolean, reason: string][] = [
    [!NAME.test(name) && !PATTERN.test(name), `"${name}" is no name of a model, nor one that ends in *`],
    [!NAME.test(model), `"${model}" is no name of a model`],
    [name === model, `"${name}" stands for itself`],
    [before.some((other) => other?.name === name), `"${name}" stands there twice`],
  ];
  return faults.flatMap(([isFault, reason]) => (isFault ? [reason] : []));
}
