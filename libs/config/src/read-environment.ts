import { type CleanedEnvAccessors, type ValidatorSpec, cleanEnv, makeValidator } from 'envalid';

/** Every setting that is wrong, one sentence each, so that they can be mended in one go. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

type Settings<Specs> = { [Name in keyof Specs]: Specs[Name] extends ValidatorSpec<infer Value> ? Value : never };

/**
 * Reads the named settings from an environment, once. An empty variable counts as unset.
 * Throws a `ConfigurationError` that names every setting that is missing or wrong.
 */
export function readEnvironment<Specs extends Record<string, ValidatorSpec<unknown>>>(
  environment: NodeJS.ProcessEnv,
  specs: Specs,
): Settings<Specs> & CleanedEnvAccessors {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  return cleanEnv(filled, specs, {
    reporter: ({ errors }) => {
      const problems = Object.entries(errors).map(([name, error]) => `${name}: ${error?.message ?? 'is wrong'}`);
      if (problems.length > 0) throw new ConfigurationError(problems);
    },
  }) as Settings<Specs> & CleanedEnvAccessors;
}

/** A whole number within bounds. */
export function wholeNumber(bounds: { min: number; max: number }) {
  return makeValidator<number>(toWholeNumber(bounds));
}

/** A whole number within bounds, or the word `auto`. */
export function wholeNumberOrAuto(bounds: { min: number; max: number }) {
  const parse = toWholeNumber(bounds);
  return makeValidator<number | 'auto'>((text) => (text === 'auto' ? text : parse(text)));
}

/** A list separated by commas, of at least one entry; empty entries do not count. */
export const list = makeValidator<readonly string[]>((text) => {
  const entries = text.split(',').map((entry) => entry.trim());
  const filled = entries.filter(Boolean);
  if (filled.length === 0) throw new Error('must have at least one entry');
  return filled;
});

function toWholeNumber({ min, max }: { min: number; max: number }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new Error(`must be a whole number from ${min} to ${max}, not "${text}"`);
    }
    return value;
  };
}
