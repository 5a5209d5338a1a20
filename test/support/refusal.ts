import { expect } from '@jest/globals';

/** What an error answer says. */
export interface Refusal {
  status: number;
  code: string;
  param: string | null;
  message: string;
}

/** Reads an error answer. Fails when it is not of OpenAI's shape, or does not say which request it belongs to. */
export async function readRefusal(response: Response): Promise<Refusal> {
  const text = await response.text();
  const { error, ...others } = JSON.parse(text) as { error: Omit<Refusal, 'status'> & { type: string } };
  expect(others).toEqual({});
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
  expect(error.type).toBe('invalid_request_error');
  expect(error.message).toMatch(/^[A-Z].*\.$/);
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
  return { status: response.status, code: error.code, param: error.param, message: error.message };
}
