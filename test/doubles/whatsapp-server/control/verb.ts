export { type Verb, type Verbs } from '../../process/verb-server.js';

/** Refuses what reads as a phone number but is none. @throws Error in one sentence */
export function needPhone(body: { phone?: unknown }): string {
  if (typeof body.phone !== 'string' || !/\d/.test(body.phone)) throw new Error('phone must be a text with digits');
  return body.phone;
}
