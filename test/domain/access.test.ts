import { ERROR_CODES, GatewayError, SessionNotFoundError, ValidationError } from '../../src/domain/errors.js';
import { allows, maySee, ROLES } from '../../src/domain/role.js';
import { isActive, SESSION_STATUSES } from '../../src/domain/session.js';

it('lets a role do what the ones before it may', () => {
  const table = ROLES.map((held) => ROLES.filter((required) => allows(held, required)));

  expect(table).toEqual([['viewer'], ['viewer', 'operator'], ['viewer', 'operator', 'admin']]);
});

it('shows a key all sessions, or those it names', () => {
  const caller = { keyId: 'k', keyName: 'k', role: 'viewer' } as const;

  expect(maySee({ ...caller, allowedSessions: null }, 'any')).toBe(true);
  expect(maySee({ ...caller, allowedSessions: ['one'] }, 'one')).toBe(true);
  expect(maySee({ ...caller, allowedSessions: ['one'] }, 'two')).toBe(false);
});

it('knows in which states an engine runs', () => {
  expect(SESSION_STATUSES.filter(isActive)).toEqual(['initializing', 'qr_ready', 'authenticating', 'ready']);
});

describe('errors', () => {
  it('carry their code, the documented text and their own name', () => {
    const error = new SessionNotFoundError('X');

    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({
      name: 'SessionNotFoundError',
      code: 'SESSION_NOT_FOUND',
      message: 'Session "X" not found',
    });
  });

  it('of validation list everything that is wrong', () => {
    const error = new ValidationError([
      { field: 'chatId', message: 'chatId should not be empty' },
      { field: 'text', message: 'text must be a string' },
    ]);

    expect(error.message).toBe('chatId should not be empty; text must be a string');
    expect(error.issues).toHaveLength(2);
  });

  it('are only called retryable where the same request may succeed later', () => {
    const retryable = Object.entries(ERROR_CODES).filter(([, code]) => code.retryable);

    expect(retryable.map(([name]) => name)).toEqual([
      'QR_NOT_READY',
      'STREAM_STALLED',
      'SESSION_NOT_CONNECTED',
      'IDEMPOTENCY_IN_PROGRESS',
      'RATE_LIMITED',
      'TOO_MANY_CONNECTIONS',
      'UNAVAILABLE',
    ]);
  });
});
