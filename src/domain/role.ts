/** What a key may do; each role includes the ones before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const allows = (held: Role, required: Role): boolean => ROLES.indexOf(held) >= ROLES.indexOf(required);

/** The caller behind a request, once its key was checked. */
export interface Caller {
  readonly keyId: string;
  readonly keyName: string;
  readonly role: Role;
  /** Session ids the key may use; null means all. */
  readonly allowedSessions: readonly string[] | null;
}

export const maySee = (caller: Caller, sessionId: string): boolean =>
  caller.allowedSessions === null || caller.allowedSessions.includes(sessionId);
