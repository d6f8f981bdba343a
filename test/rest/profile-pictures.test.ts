import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { ALICE, GROUP } from '../sessions/rig.js';
import { startRestFixture, type RestFixture } from './rest-fixture.js';

const ROUTE = 'GET /api/sessions/{sessionId}/contacts/profile-pictures';

let rest: RestFixture;
let sessionId: string;
const engine = () => rest.gateway.rig.factory.engine;

beforeAll(async () => {
  rest = await startRestFixture();
});
beforeEach(async () => {
  sessionId = (await rest.gateway.rig.createReady()).id;
});
afterEach(() => (rest.gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES)));
afterAll(() => rest.stop());

const pictures = (ids: string | undefined, session = sessionId) =>
  rest.call(ROUTE, { sessionId: session }, ids === undefined ? {} : { query: `ids=${encodeURIComponent(ids)}` });

it('are answered by address, null for who has none', async () => {
  const urls = ['https://pps.example/alice'];
  engine().answers.pictureUrl = () => urls.shift();

  const { status, body } = await pictures(`${ALICE}, ${GROUP},`);

  expect(status).toBe(200);
  expect(body).toEqual({ [ALICE]: 'https://pps.example/alice', [GROUP]: null });
});

it('are asked for once each, and for no more than the first 50', async () => {
  const many = Array.from({ length: 60 }, (_none, index) => `6287700000${10 + index}@c.us`);

  const { body } = await pictures([many[0], ...many].join());

  expect(Object.keys(body)).toEqual(many.slice(0, 49));
  expect(engine().asked).toHaveLength(49);
});

it('are refused without an address, with one that is none, and where the engine cannot ask', async () => {
  const idle = await rest.gateway.services.sessions.create({ name: `idle-${sessionId.slice(0, 8)}` });
  const refused = [
    await pictures(undefined),
    await pictures(''),
    await pictures('nobody'),
    await pictures(ALICE, idle.id),
  ];
  rest.gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES.filter((name) => name !== 'PROFILE_PICTURE'));
  sessionId = (await rest.gateway.rig.createReady()).id;

  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 409]);
  expect((await pictures(ALICE)).status).toBe(501);
});

it('may be at most 50 over GraphQL', async () => {
  const contactIds = Array.from({ length: 51 }, (_none, index) => `6287700000${10 + index}@c.us`);
  const document = `query ($of: [Jid!]!) { profilePictures(sessionId: "${sessionId}", contactIds: $of) }`;

  const { errors } = await rest.gateway.run(document, { of: contactIds });

  expect(errors).toMatchObject([{ code: 'VALIDATION_FAILED' }]);
});
