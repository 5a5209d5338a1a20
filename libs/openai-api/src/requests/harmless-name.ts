import { z } from 'zod';

/** Names reach Harmony headers: anything but these characters could break out of one. */
export const harmlessName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, underscores or dashes.');
