import { GatewayError } from '../../src/domain/errors.js';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { ALICE } from '../sessions/rig.js';
import { startFixture, type Fixture } from './fixture.js';

const PAID = { id: '3', name: 'Paid', color: '#00a884' };
const NEW = { id: '1', name: 'New customer', color: '#4d9bff' };

let gateway: Fixture;
let sessionId: string;
const engine = () => gateway.rig.factory.engine;

beforeAll(async () => (gateway = await startFixture()));
afterAll(() => gateway.stop());
beforeEach(async () => {
  sessionId = (await gateway.rig.createReady()).id;
  engine().answers['labels.list'] = [NEW, PAID];
});
afterEach(() => (gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES)));

const ask = (fields: string) => gateway.run(`{ ${fields} }`);
const change = (field: string, input: Record<string, unknown>) =>
  gateway.run(`mutation ($input: ChatLabelInput!) { ${field}(input: $input) { labelId name } }`, {
    input: { sessionId, chatId: ALICE, labelId: PAID.id, ...input },
  });

it('shows the labels of the account', async () => {
  const { data, errors } = await ask(
    `labels(sessionId: "${sessionId}") { id labelId name color } label(sessionId: "${sessionId}", labelId: "3") { name }`,
  );

  expect(errors).toEqual([]);
  expect(data).toEqual({
    labels: [
      { id: `${sessionId}:1`, labelId: '1', name: 'New customer', color: '#4d9bff' },
      { id: `${sessionId}:3`, labelId: '3', name: 'Paid', color: '#00a884' },
    ],
    label: { name: 'Paid' },
  });
});

it('shows the labels of a chat', async () => {
  engine().answers['labels.ofChat'] = [PAID];

  const { data } = await ask(`chatLabels(sessionId: "${sessionId}", chatId: "${ALICE}") { name }`);

  expect(data).toEqual({ chatLabels: [{ name: 'Paid' }] });
  expect(engine().asked).toEqual([['labels.ofChat', ALICE]]);
});

it.each([
  ['addChatLabel', true],
  ['removeChatLabel', false],
])('%s changes what a chat carries', async (field, on) => {
  const { data, errors } = await change(field, {});

  expect(errors).toEqual([]);
  expect(data).toEqual({ [field]: { labelId: '3', name: 'Paid' } });
  expect(engine().asked).toEqual([['labels.requireBusiness'], ['labels.list'], ['labels.set', ALICE, '3', on]]);
});

it('does not know a label that the account does not have', async () => {
  const missing = [{ code: 'NOT_FOUND', message: 'Label "9" not found' }];

  expect((await change('addChatLabel', { labelId: '9' })).errors).toMatchObject(missing);
  expect((await change('removeChatLabel', { labelId: '9' })).errors).toMatchObject(missing);
  expect((await ask(`label(sessionId: "${sessionId}", labelId: "9") { name }`)).errors).toMatchObject(missing);
  expect(engine().asked.map(([operation]) => operation)).not.toContain('labels.set');
});

it('is not for an account that is none of WhatsApp Business', async () => {
  engine().answers['labels.requireBusiness'] = () => {
    throw new GatewayError('BUSINESS_ONLY', 'Labels are for WhatsApp Business accounts');
  };

  expect((await change('addChatLabel', {})).errors).toMatchObject([{ code: 'BUSINESS_ONLY' }]);
  expect(engine().asked).toEqual([['labels.requireBusiness']]);
});

it.each([
  ['no label', { labelId: '' }, 'VALIDATION_FAILED'],
  ['a label that is too long', { labelId: 'x'.repeat(65) }, 'VALIDATION_FAILED'],
  ['no chat', { chatId: 'nonsense' }, 'INVALID_JID'],
])('refuses %s', async (_what, input, code) => {
  expect((await change('addChatLabel', input)).errors).toMatchObject([{ code }]);
  expect(engine().asked).toEqual([]);
});

it('is refused before an engine that cannot', async () => {
  gateway.rig.factory.capabilities = new Set();

  expect((await change('addChatLabel', {})).errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
  expect((await ask(`labels(sessionId: "${sessionId}") { name }`)).errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
  expect(engine().asked).toEqual([]);
});

it('needs a started session, and a link', async () => {
  await gateway.services.sessions.stop(sessionId);

  expect((await ask(`labels(sessionId: "${sessionId}") { name }`)).errors).toMatchObject([
    { code: 'SESSION_NOT_STARTED' },
  ]);
  expect((await change('addChatLabel', {})).errors).toMatchObject([{ code: 'SESSION_NOT_CONNECTED' }]);
});
