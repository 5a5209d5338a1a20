import { jest } from '@jest/globals';

/** Scenarios start real processes and load real models; a promise that is broken shows as a wrong result, not as slowness. */
jest.setTimeout(90_000);
