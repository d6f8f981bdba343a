import fc from 'fast-check';
import { ERROR_CODES, type ErrorCode } from '../../src/domain/errors.js';
import { described } from '../rest/contract-judge.js';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { formOf } from './form.js';
import { graphqlRequests, type GraphQLRequest } from './fuzz/graphql-requests.js';
import { leaksIn } from './fuzz/leaks.js';
import { restRequests, type Present, type RestRequest } from './fuzz/rest-requests.js';
import { digestOf, residentMb } from './fuzz/state.js';
import { each, openWire, type Wire } from './fuzz/wire.js';

const BODY_LIMIT_BYTES = 16_384;
const AT_ONCE = 12;
const GROWTH_MB = 50;
/** V8 lets garbage lie while there is room. With little of it, memory in use is memory that is held. */
const LITTLE_ROOM = '--max-old-space-size=192';
/** The first part of the inputs, after which memory is measured for the first time: the process is warm then. */
const WARM = 0.1;
const FORM = formOf({ count: 10_000 }, { count: 50_000 });
const WITHIN_MS = 60_000 + 10 * FORM.count;

let double: RunningDouble;
let gateway: TestGateway;
let present: Present;
let wire: Wire;

beforeAll(async () => {
  double = await startDouble({ historyChats: 0, media: false });
  gateway = await startGateway({
    env: {
      BAILEYS_SOCKET_URL: double.url,
      BODY_SIZE_LIMIT: String(BODY_LIMIT_BYTES),
      SSRF_ALLOWED_HOSTS: '',
      NODE_OPTIONS: LITTLE_ROOM,
    },
  });
  const linked = await linkSession(gateway, double, { name: 'linked', phone: '628111000200' });
  const idle = (await gateway.rest('POST', '/api/sessions', { body: { name: 'idle' } })).body as { id: string };
  present = { key: gateway.key, sessionIds: [linked, idle.id], bodyLimitBytes: BODY_LIMIT_BYTES };
  wire = openWire(gateway.url);
});
afterAll(async () => {
  wire.close();
  await gateway.stop();
  await double.stop();
});

const shown = (value: object): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' && part.length > 120 ? `${part.slice(0, 120)}… (${part.length})` : part,
  );

/** Sends them all, and looks at what they left behind. @param objectionsTo what is wrong with the answer to an input */
async function fuzz<T extends object>(inputs: readonly T[], objectionsTo: (input: T) => Promise<string[]>) {
  const found: string[] = [];
  const run = (some: readonly T[]): Promise<void> =>
    each(some, AT_ONCE, async (input) => {
      const objections = await objectionsTo(input).catch((error: Error) => [`no answer: ${error.message}`]);
      for (const objection of objections) found.push(`${objection}\n  ${shown(input)}`);
    });
  const before = digestOf(gateway.folder);
  const warm = Math.ceil(inputs.length * WARM);
  await run(inputs.slice(0, warm));
  const restingMb = residentMb(gateway.process.pid!);
  await run(inputs.slice(warm));
  return {
    found: [`${found.length} of ${inputs.length}`, ...found.slice(0, 20)],
    grownMb: residentMb(gateway.process.pid!) - restingMb,
    before,
    after: digestOf(gateway.folder),
    health: (await gateway.rest('GET', '/api/health/ready')).status,
  };
}

it(
  `refuses ${FORM.count} bad requests to the REST API as documented, and nothing changes (seed ${FORM.seed})`,
  async () => {
    const requests = fc.sample(restRequests(present), { numRuns: FORM.count, seed: FORM.seed });

    const { found, grownMb, before, after, health } = await fuzz(requests, objectionsToRest);

    expect(found).toEqual([`0 of ${FORM.count}`]);
    expect(after).toEqual(before);
    expect(health).toBe(200);
    expect(grownMb).toBeLessThan(GROWTH_MB);
  },
  WITHIN_MS,
);

async function objectionsToRest(request: RestRequest): Promise<string[]> {
  const { status, text } = await wire.send(request);
  const objections = status < 400 ? [] : leaksIn(text, gateway.folder);
  if (request.method !== 'GET' && status < 400) objections.push(`it was taken: ${status}`);
  try {
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    if (request.path.includes('%zz') && [400, 404].includes(status)) return objections;
    objections.push(...described.objections(request.route, { status, body }));
  } catch {
    objections.push(`${status} without JSON: ${text.slice(0, 300)}`);
  }
  return objections;
}

it(
  `refuses ${FORM.count} bad requests over GraphQL with a known code, and nothing changes (seed ${FORM.seed})`,
  async () => {
    const requests = fc.sample(graphqlRequests(present.key, BODY_LIMIT_BYTES), {
      numRuns: FORM.count,
      seed: FORM.seed,
    });

    const { found, grownMb, before, after, health } = await fuzz(requests, objectionsToGraphQL);

    expect(found).toEqual([`0 of ${FORM.count}`]);
    expect(after).toEqual(before);
    expect(health).toBe(200);
    expect(grownMb).toBeLessThan(GROWTH_MB);
  },
  WITHIN_MS,
);

interface GraphQLBody {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message?: unknown; readonly extensions?: { readonly code?: string } }[];
}

async function objectionsToGraphQL(request: GraphQLRequest): Promise<string[]> {
  const { status, text } = await wire.send(request);
  if (status >= 500) return [`${status}: ${text.slice(0, 300)}`];
  let body: GraphQLBody;
  try {
    body = JSON.parse(text) as GraphQLBody;
  } catch {
    return status === 406 && text === '' ? [] : [`${status} without JSON: ${text.slice(0, 300)}`];
  }
  const { errors = [] } = body;
  if (errors.length === 0) return request.mayAnswer ? [] : [`it was taken: ${text.slice(0, 300)}`];
  const odd = errors.filter(({ message, extensions }) => {
    const known = ERROR_CODES[extensions?.code as ErrorCode] as { status: number } | undefined;
    // An engine may lack an operation, as documented.
    return typeof message !== 'string' || known === undefined || (known.status >= 500 && known.status !== 501);
  });
  return [
    ...leaksIn(JSON.stringify(errors), gateway.folder),
    ...odd.map((error) => `an odd error: ${JSON.stringify(error)}`),
  ];
}

it('would see a change', async () => {
  const before = digestOf(gateway.folder);
  await gateway.rest('POST', '/api/sessions', { body: { name: 'a-change' } });

  expect(digestOf(gateway.folder)).not.toEqual(before);
});
