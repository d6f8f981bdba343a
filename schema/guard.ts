import { GatewayError, UnauthenticatedError } from '../src/domain/errors.js';
import { allows, maySee } from '../src/domain/role.js';
import type { Context } from './context.js';
import type { AccessRole, FieldAccess } from './metadata.js';

/** Whether a rule asks for as much as another. */
export const isAtLeast = (rule: AccessRole, other: AccessRole): boolean =>
  other === 'public' || (rule !== 'public' && allows(rule, other));

/** Session ids in the argument a rule names: one, a list, or none if it was left out. */
export function sessionIdsIn(args: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  let value: unknown = args;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as string[]) : [value as string];
}

type Permission = Pick<Context, 'caller' | 'refusal'>;

/**
 * Checks key, session scope and role, in the documented order and with the documented texts.
 * @throws UnauthenticatedError, or GatewayError SESSION_NOT_ALLOWED or FORBIDDEN
 */
export function allow(
  rule: FieldAccess,
  args: Readonly<Record<string, unknown>>,
  { caller, refusal }: Permission,
): void {
  if (rule.role === 'public') return;
  if (caller === null) throw refusal ?? new UnauthenticatedError('API key is required');
  if (rule.session !== undefined && caller.allowedSessions !== null) {
    for (const sessionId of sessionIdsIn(args, rule.session)) {
      if (maySee(caller, sessionId)) continue;
      throw new GatewayError('SESSION_NOT_ALLOWED', 'API key not authorized for this session');
    }
  }
  if (!allows(caller.role, rule.role)) {
    throw new GatewayError('FORBIDDEN', `Insufficient permissions. Required: ${rule.role}`);
  }
}

/**
 * What stands before every root field: the rate limit, then `allow`. Health (everything public) is exempt from the
 * limit, as documented. Who is turned away is in the audit log.
 *
 * REST calls this before it reads the input, so that a refused caller learns nothing about it, and sets
 * `context.rateLimit.prepaid = 1`: the field it then runs is not counted again.
 * @throws RateLimitedError, and what `allow` throws
 */
export async function countAndAllow(
  rule: FieldAccess,
  args: Readonly<Record<string, unknown>>,
  context: Pick<Context, 'caller' | 'refusal' | 'ip' | 'limiter' | 'rateLimit' | 'services'>,
): Promise<void> {
  if (rule.role === 'public') return;
  try {
    const { rateLimit } = context;
    if ((rateLimit.prepaid ?? 0) > 0) rateLimit.prepaid = (rateLimit.prepaid ?? 0) - 1;
    else await context.limiter.count(context.ip, rateLimit);
    allow(rule, args, context);
  } catch (error) {
    // Of a key that was refused the log knows already, and no key is nobody's.
    if (error instanceof GatewayError && error.code !== 'UNAUTHENTICATED')
      context.services.audit.refused(context, error);
    throw error;
  }
}
