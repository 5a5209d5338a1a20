import { z } from 'zod';

/** Names reach Harmony headers: anything but these characters could break out of one. */
export const harmlessName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, underscores or dashes.');

/** A tool that was called somewhere else: other servers allow more; what may not stand in a header becomes an underscore. */
export const calledName = z
  .string()
  .regex(
    /^[A-Za-z0-9_.:/-]{1,256}$/,
    'expected 1 to 256 letters, digits, underscores, dashes, dots, colons or slashes.',
  )
  .transform((name) => name.replace(/[.:/]/g, '_'));
