/**
 * One verb of the control API. Each names the body it takes (`never` lets every such function into one table); what
 * comes in is JSON from a test of ours, typed by control-api.ts, and a verb checks what would otherwise fail silently.
 */
export type Verb = (body: never) => object | Promise<object>;

export type Verbs = Record<string, Verb>;

/** Refuses what reads as a phone number but is none. @throws Error in one sentence */
export function needPhone(body: { phone?: unknown }): string {
  if (typeof body.phone !== 'string' || !/\d/.test(body.phone)) throw new Error('phone must be a text with digits');
  return body.phone;
}
