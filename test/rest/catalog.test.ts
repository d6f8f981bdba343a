import type { Product } from '../../src/domain/catalog.js';
import { EngineFailedError } from '../../src/domain/errors.js';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { ALICE, GROUP } from '../sessions/rig.js';
import { startRestFixture, type RestFixture } from './rest-fixture.js';

const CATALOG = 'GET /api/sessions/{sessionId}/catalog';
const PRODUCTS = 'GET /api/sessions/{sessionId}/catalog/products';
const PRODUCT = 'GET /api/sessions/{sessionId}/catalog/products/{productId}';
const STATUSES = 'GET /api/sessions/{sessionId}/status';
const STATUSES_OF = 'GET /api/sessions/{sessionId}/status/{id}';
const SEND_PRODUCT = 'POST /api/sessions/{sessionId}/messages/send-product';
const SEND_CATALOG = 'POST /api/sessions/{sessionId}/messages/send-catalog';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const KETTLE: Product = {
  id: '4711',
  name: 'Kettle',
  price: 12.5,
  currency: 'EUR',
  priceFormatted: '12.50 EUR',
  url: 'https://wa.me/p/4711',
  isAvailable: true,
};

let rest: RestFixture;
let sessionId: string;
const engine = () => rest.gateway.rig.factory.engine;
const stored = async () =>
  (await rest.call<{ messages: unknown[] }>('GET /api/sessions/{sessionId}/messages', { sessionId })).body.messages;

beforeAll(async () => {
  rest = await startRestFixture();
});
beforeEach(async () => {
  sessionId = (await rest.gateway.rig.createReady()).id;
});
afterEach(() => (rest.gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES)));
afterAll(() => rest.stop());

describe('a catalog', () => {
  it('is shown as documented, and null where the account has none', async () => {
    const none = await rest.call(CATALOG, { sessionId });
    engine().answers['catalog.get'] = { id: '1', name: 'Depot', productCount: 1, url: 'https://wa.me/c/1' };

    const some = await rest.call(CATALOG, { sessionId });

    expect(none).toEqual({ status: 200, body: null });
    expect(some.body).toEqual({ id: '1', name: 'Depot', productCount: 1, url: 'https://wa.me/c/1' });
  });

  it('has its products page by page', async () => {
    engine().answers['catalog.products'] = { products: [KETTLE], total: 41 };

    const first = await rest.call(PRODUCTS, { sessionId });
    const third = await rest.call(PRODUCTS, { sessionId }, { query: 'page=3&limit=10' });

    expect(first.body).toEqual({
      products: [KETTLE],
      pagination: { page: 1, limit: 20, total: 41, totalPages: 3 },
    });
    expect(third.body.pagination).toEqual({ page: 3, limit: 10, total: 41, totalPages: 5 });
    expect(engine().asked).toEqual([
      ['catalog.products', 0, 20],
      ['catalog.products', 20, 10],
    ]);
  });

  it.each(['page=0', 'page=many', 'limit=0', 'limit=101'])('refuses a page that is none: %s', async (query) => {
    expect((await rest.call(PRODUCTS, { sessionId }, { query })).status).toBe(400);
  });

  it('shows one product, and null for one that there is not', async () => {
    const none = await rest.call(PRODUCT, { sessionId, productId: '9' });
    engine().answers['catalog.product'] = KETTLE;

    expect(none).toEqual({ status: 200, body: null });
    expect((await rest.call(PRODUCT, { sessionId, productId: '4711' })).body).toEqual(KETTLE);
  });

  it('is sent as a whole, or a product of it', async () => {
    const depot = { id: '1', name: 'Depot', productCount: 1, url: 'https://wa.me/c/1' };
    Object.assign(engine().answers, { 'catalog.product': KETTLE, 'catalog.get': depot });

    const product = await rest.call<{ id: string }>(
      SEND_PRODUCT,
      { sessionId },
      { body: { chatId: ALICE, productId: '4711', body: 'This one?' } },
    );
    const whole = await rest.call<{ id: string }>(SEND_CATALOG, { sessionId }, { body: { chatId: GROUP } });

    const [one, all] = engine().drafts;
    expect(one).toMatchObject({ to: ALICE, content: { kind: 'product', product: KETTLE, body: 'This one?' } });
    expect(all).toMatchObject({ to: GROUP, content: { kind: 'catalog', catalog: depot } });
    expect([product, whole].map(({ status, body }) => [status, body])).toEqual([
      [201, { id: `true_${ALICE}_${one!.stanzaId}`, timestamp: expect.any(Number) as number }],
      [201, { id: `true_${GROUP}_${all!.stanzaId}`, timestamp: expect.any(Number) as number }],
    ]);
    expect(await stored()).toMatchObject([
      { body: 'Depot', chatId: GROUP, status: 'pending' },
      { body: 'This one?', chatId: ALICE, status: 'pending' },
    ]);
  });

  it('is stored before it is sent, and as failed if the engine refuses', async () => {
    engine().answers['catalog.product'] = KETTLE;
    engine().beforeSend = async () => {
      expect(await stored()).toMatchObject([{ body: 'Kettle', status: 'pending' }]);
      throw new EngineFailedError('WhatsApp does not want it');
    };

    const document = 'mutation ($input: SendProductInput!) { sendProduct(input: $input) { message { id } } }';
    const { errors } = await rest.gateway.run(document, { input: { sessionId, chatId: ALICE, productId: '4711' } });

    expect(errors).toMatchObject([{ extensions: { code: 'ENGINE_FAILED' } }]);
    expect(await stored()).toMatchObject([{ body: 'Kettle', status: 'failed' }]);
  });

  it('is not sent where it does not exist, and nothing is stored', async () => {
    const product = await rest.call(SEND_PRODUCT, { sessionId }, { body: { chatId: ALICE, productId: '1' } });
    const whole = await rest.call(SEND_CATALOG, { sessionId }, { body: { chatId: ALICE } });

    expect([product.status, whole.status, await stored()]).toEqual([404, 404, []]);
    expect(engine().drafts).toEqual([]);
  });
});

describe('status updates', () => {
  const update = (id: string, contactId: string) => ({
    id,
    contact: { id: contactId, pushName: 'Rina' },
    type: 'text',
    caption: 'Open today',
    postedAt: new Date('2026-06-26T08:15:30Z'),
    expiresAt: new Date('2026-06-27T08:15:30Z'),
  });

  it('are shown as documented, of everybody or of one person', async () => {
    const own = '628123456789@c.us';
    engine().answers['statuses.list'] = [update('S2', ALICE), update('S1', own)];

    const all = await rest.call<{ statuses: unknown[] }>(STATUSES, { sessionId });
    const one = await rest.call<{ statuses: unknown[] }>(STATUSES_OF, { sessionId, id: own });

    expect(all.body.statuses).toHaveLength(2);
    expect(one.body.statuses).toEqual([
      {
        id: 'S1',
        contact: { id: own, pushName: 'Rina' },
        type: 'text',
        caption: 'Open today',
        timestamp: '2026-06-26T08:15:30.000Z',
        expiresAt: '2026-06-27T08:15:30.000Z',
      },
    ]);
  });

  it('are not of a group', async () => {
    expect((await rest.call(STATUSES_OF, { sessionId, id: GROUP })).status).toBe(400);
  });
});

describe.each<[string, Record<string, string>, unknown]>([
  [CATALOG, {}, undefined],
  [PRODUCTS, {}, undefined],
  [PRODUCT, { productId: '1' }, undefined],
  [STATUSES, {}, undefined],
  [STATUSES_OF, { id: ALICE }, undefined],
  [SEND_PRODUCT, {}, { chatId: ALICE, productId: '4711' }],
  [SEND_CATALOG, {}, { chatId: ALICE }],
])('%s', (route, parameters, body) => {
  it('is not for an engine that cannot', async () => {
    const beyond = ['READ_STATUS', 'READ_CATALOG', 'SEND_CATALOG'];
    rest.gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES.filter((name) => !beyond.includes(name)));
    const { id } = await rest.gateway.rig.createReady();

    expect((await rest.call(route, { sessionId: id, ...parameters }, { body })).status).toBe(501);
    expect(engine().asked).toEqual([]);
  });

  it('knows which session is meant, and whether it is connected', async () => {
    const { id } = await rest.gateway.rig.create();

    const unknown = await rest.call(route, { sessionId: UNKNOWN, ...parameters }, { body });
    const idle = await rest.call(route, { sessionId: id, ...parameters }, { body });

    expect([unknown.status, idle.status]).toEqual([404, 409]);
  });
});
