import { expect } from 'expect';

export const ANY_TEXT: unknown = expect.any(String);
export const ANY_NUMBER: unknown = expect.any(Number);
/** A picture of one pixel. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The documented envelope. */
export const failure = (statusCode: number, message: unknown, error: string) => ({ statusCode, message, error });

export const sessionUnknown = (id: string) => failure(404, `Session "${id}" not found`, 'Not Found');

/** Whether a body says that this is wrong with the input. In production it says no more than `Bad Request`, as documented. */
export function expectRefused(body: unknown, ...what: readonly string[]): void {
  expect([failure(400, what, 'Bad Request'), failure(400, 'Bad Request', 'Bad Request')]).toContainEqual(body);
}

/** One byte more than may be, as base64. */
export const tooLarge = (maxBytes: number): string => Buffer.alloc(maxBytes + 1).toString('base64');
