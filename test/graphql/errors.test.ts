import { GraphQLError } from 'graphql';
import { EngineFailedError } from '../../src/domain/errors.js';
import { toGraphQLError } from '../../schema/errors.js';
import { logger, startFixture, type Fixture } from './fixture.js';

const SEND = 'mutation ($input: SendTextInput!) { sendText(input: $input) { message { id } } }';
const CREATE = 'mutation ($input: CreateSessionInput!) { createSession(input: $input) { id } }';
const SESSION = '5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4';

let gateway: Fixture;
beforeAll(async () => (gateway = await startFixture()));
afterAll(() => gateway.stop());

const issuesOf = async (source: string, input: unknown) => {
  const { errors } = await gateway.run(source, { input });
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['VALIDATION_FAILED']));
  return errors.flatMap(({ extensions }) => extensions.issues as unknown[]);
};

describe('input that its type refuses', () => {
  it('names every field, in the documented words', async () => {
    expect(await issuesOf(SEND, { sessionId: SESSION, chatId: '', text: 5 })).toEqual([
      { field: 'chatId', message: 'chatId should not be empty' },
      { field: 'text', message: 'text must be a string' },
    ]);
  });

  it('says what is missing', async () => {
    expect(await issuesOf(SEND, { chatId: '628123456789@c.us' })).toEqual(
      expect.arrayContaining([
        { field: 'sessionId', message: 'sessionId should not be empty' },
        { field: 'text', message: 'text should not be empty' },
      ]),
    );
    const { errors } = await gateway.run(SEND);
    expect(errors).toMatchObject([
      { code: 'VALIDATION_FAILED', extensions: { issues: [{ field: 'input', message: 'input should not be empty' }] } },
    ]);
  });

  it('says which field is unknown, without guessing what was meant', async () => {
    expect(await issuesOf(CREATE, { name: 'shop', nam: 'x' })).toEqual([
      { field: 'nam', message: 'property nam should not exist' },
    ]);
  });

  it('says which value an enum does not have', async () => {
    expect(await issuesOf(CREATE, { name: 'shop', proxyType: 'FTP' })).toEqual([
      { field: 'proxyType', message: 'proxyType must be one of the values of ProxyType' },
    ]);
  });

  it('finds places deep inside', async () => {
    const source = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { id } }';
    const condition = { field: 'BODY', operator: 'IS', value: 'x', caseSensitive: 'yes' };

    expect(
      await issuesOf(source, { sessionId: SESSION, url: 'https://a.example', filters: { conditions: [condition] } }),
    ).toEqual([
      {
        field: 'filters.conditions.0.caseSensitive',
        message: 'filters.conditions.0.caseSensitive must be a boolean value',
      },
    ]);
  });

  it('has a code of its own for an address that is none', async () => {
    const { errors } = await gateway.run(SEND, { input: { sessionId: SESSION, chatId: 'nonsense', text: 'hello' } });

    expect(errors).toMatchObject([
      { code: 'INVALID_JID', message: expect.stringMatching(/^chatId must be a WhatsApp id such as/) as string },
    ]);
  });
});

describe('input that a rule refuses', () => {
  it('names every field at once', async () => {
    expect(await issuesOf(CREATE, { name: 'a!', proxyUrl: 'ftp://proxy' })).toEqual([
      { field: 'name', message: 'name must match /^[a-zA-Z0-9-]+$/ regular expression' },
      { field: 'name', message: 'name must be longer than or equal to 3 characters' },
      { field: 'proxyUrl', message: 'proxyUrl must be a URL address (http, https, socks4, socks5)' },
    ]);
    expect(await issuesOf(SEND, { sessionId: SESSION, chatId: '628123456789@c.us', text: '' })).toEqual([
      { field: 'text', message: 'text should not be empty' },
    ]);
  });

  it('goes for arguments too', async () => {
    const { errors } = await gateway.run('{ sessions(limit: 0) { id } }');

    expect(errors).toMatchObject([
      {
        code: 'VALIDATION_FAILED',
        extensions: { issues: [{ field: 'limit', message: 'limit must not be less than 1' }] },
      },
    ]);
  });

  it('is not looked at for callers who may not use the field', async () => {
    const { errors } = await gateway.run('{ sessions(limit: 0) { id } }', {}, { caller: null });

    expect(errors).toMatchObject([{ code: 'UNAUTHENTICATED', message: 'API key is required' }]);
  });
});

describe('a document that cannot be used', () => {
  const codeOf = (error: unknown) => toGraphQLError(error, logger).extensions.code;

  it('does not parse', async () => {
    const error = await gateway.run('{ sessions {').catch((thrown: unknown) => thrown);

    expect(codeOf(error)).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('names a field that is not there, and nothing that is', async () => {
    const { errors } = await gateway.run('{ session { id } sesions { id } }');

    expect(errors.map(({ code }) => code)).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
  });

  it('holds a value that a scalar refuses', async () => {
    const { errors } = await gateway.run(
      'mutation { createApiKey(input: { name: "abc", expiresAt: "soon" }) { apiKey } }',
    );

    expect(errors).toMatchObject([{ code: 'GRAPHQL_VALIDATION_FAILED' }]);
  });

  it('leaves out a variable that a field needs', async () => {
    const { errors } = await gateway.run('query ($id: ID = "x") { session(id: $id) { id } }', { id: null });

    expect(errors).toMatchObject([{ code: 'GRAPHQL_VALIDATION_FAILED' }]);
  });
});

describe('failures behind the schema', () => {
  it('keep code and text of ours', async () => {
    const { data, errors } = await gateway.run(`{ session(id: "${SESSION}") { id } }`);

    expect(data).toEqual({ session: null });
    expect(errors).toEqual([
      {
        code: 'SESSION_NOT_FOUND',
        message: `Session "${SESSION}" not found`,
        extensions: { code: 'SESSION_NOT_FOUND', retryable: false },
      },
    ]);
  });

  it('say whether the same request may succeed later', () => {
    const { extensions } = toGraphQLError(new EngineFailedError('The engine could not send the message'), logger);

    expect(extensions).toEqual({ code: 'ENGINE_FAILED', retryable: false });
  });

  it('are masked if they are not ours, and logged with their cause', async () => {
    const leak = new Error('SELECT secret FROM /var/lib/data.sqlite');
    const logged: unknown[] = [];
    const listening = { error: (entry: unknown) => logged.push(entry) } as unknown as typeof logger;

    const mapped = toGraphQLError(leak, listening);

    expect(mapped.toJSON()).toEqual({
      message: 'Internal server error',
      extensions: { code: 'INTERNAL', retryable: false },
    });
    expect(logged).toMatchObject([{ err: leak }]);
  });

  it('are masked too if they come without extensions, as from compiled operations', () => {
    const bare = Object.defineProperty(
      new GraphQLError('x is undefined', { path: ['answer'], originalError: new Error('x') }),
      'extensions',
      {
        value: undefined,
      },
    );

    expect(toGraphQLError(bare, logger)).toMatchObject({
      message: 'Internal server error',
      extensions: { code: 'INTERNAL' },
    });
  });

  it('do not let a database error out', async () => {
    const broken = { findMany: () => gateway.store.data.$queryRawUnsafe('SELECT nothing FROM nowhere') };
    const apiKeys = Object.assign(Object.create(gateway.services.apiKeys) as object, { list: broken.findMany });

    const { errors } = await gateway.run(
      '{ apiKeys { id } }',
      {},
      { services: { ...gateway.services, apiKeys: apiKeys as typeof gateway.services.apiKeys } },
    );

    expect(errors).toMatchObject([{ code: 'INTERNAL', message: 'Internal server error' }]);
  });

  it('tell a cursor that no connection gave out', async () => {
    const session = await gateway.rig.create();

    const { errors } = await gateway.run(
      `{ session(id: "${session.id}") { messages(after: "abc") { edges { cursor } } } }`,
    );
    const both = await gateway.run(`{ session(id: "${session.id}") { messages(first: -1) { edges { cursor } } } }`);

    expect(errors).toMatchObject([{ code: 'CURSOR_INVALID' }]);
    expect(both.errors).toMatchObject([{ code: 'VALIDATION_FAILED' }]);
  });
});
