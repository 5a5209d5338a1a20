import { TEST_KEY } from './test-cluster.js';

/** A generation as the gateway shows it, as far as tests look at it. */
export interface ShownGeneration {
  id: string;
  status: string;
  position: number;
  preemptions: number;
  resumes: number;
  forked_from: { id: string; token: number } | null;
  output: { type: string; text: string; first_token: number | null; token_count: number }[];
  tokens?: { index: number; id: number; text: string; channel: string }[];
}

/** Any request to a gateway, and what it said. */
export async function ask(
  url: string,
  init: RequestInit = {},
  key = TEST_KEY,
): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers };
  const response = await fetch(url, { ...init, headers });
  return { status: response.status, body: await response.json() };
}

/** Throws unless the gateway shows it. */
export async function show(baseUrl: string, id: string, query = ''): Promise<ShownGeneration> {
  const { status, body } = await ask(`${baseUrl}/v1/generations/${id}${query}`);
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body as ShownGeneration;
}

/** Steers a generation; the answer as it comes. */
export function control(
  baseUrl: string,
  id: string,
  action: string,
  fields: Record<string, unknown> = {},
  key = TEST_KEY,
): Promise<{ status: number; body: unknown }> {
  const body = JSON.stringify({ action, ...fields });
  return ask(`${baseUrl}/v1/generations/${id}/control`, { method: 'POST', body }, key);
}
