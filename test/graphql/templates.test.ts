import { ALICE } from '../sessions/rig.js';
import { caller, startFixture, type Fixture } from './fixture.js';

let fixture: Fixture;
let sessionId: string;

beforeAll(async () => {
  fixture = await startFixture();
  sessionId = (await fixture.rig.createReady()).id;
});
afterAll(() => fixture.stop());

const CREATE = `mutation ($input: CreateTemplateInput!) { createTemplate(input: $input) { id name header body footer } }`;
const SEND = `mutation ($input: SendTemplateInput!) { sendTemplate(input: $input) { message { body chatId } } }`;
const create = (name: string, more: object = {}) =>
  fixture.run<{ createTemplate: { id: string } }>(CREATE, { input: { sessionId, name, body: 'Hi {{who}}', ...more } });

it('two of one name at once make one template and one conflict', async () => {
  const answers = await Promise.all([create('twice'), create('twice')]);

  expect(answers.map(({ errors }) => errors[0]?.code).sort()).toEqual(['CONFLICT', undefined]);
});

it('renaming to a taken name is a conflict, and to its own name is none', async () => {
  await create('taken');
  const { data } = await create('mine');
  const rename = (name: string) =>
    fixture.run(`mutation ($input: UpdateTemplateInput!) { updateTemplate(input: $input) { name } }`, {
      input: { sessionId, id: data?.createTemplate.id, name },
    });

  expect((await rename('taken')).errors).toMatchObject([
    { code: 'CONFLICT', message: 'Template with name "taken" already exists' },
  ]);
  expect((await rename('mine')).errors).toEqual([]);
});

it('is sent with its gaps filled, and is then a message like any other', async () => {
  await create('greeting', { header: 'Depot Nine' });

  const { data } = await fixture.run(SEND, {
    input: { sessionId, chatId: ALICE, templateName: 'greeting', vars: { who: 'Rina' } },
  });

  expect(data).toEqual({ sendTemplate: { message: { body: 'Depot Nine\n\nHi Rina', chatId: ALICE } } });
});

it.each([
  ['an object', { who: {} }, 'vars.who must be a string, a number or a boolean value'],
  ['nothing', { who: null }, 'vars.who must be a string, a number or a boolean value'],
  ['a text that is too long', { who: 'x'.repeat(65_536) }, 'text must be shorter than or equal to 65536 characters'],
])('is not sent when a gap is filled with %s', async (_name, vars, message) => {
  const name = `gap-${message.length}-${Object.keys(vars.who ?? {}).length}`;
  await create(name);

  const { errors } = await fixture.run(SEND, { input: { sessionId, chatId: ALICE, templateName: name, vars } });

  expect(errors).toMatchObject([{ code: 'VALIDATION_FAILED', message }]);
});

it('of another session is not found', async () => {
  const other = (await fixture.rig.create()).id;
  const { data } = await create('private');

  const { errors } = await fixture.run(`query ($s: ID!, $id: ID!) { template(sessionId: $s, id: $id) { id } }`, {
    s: other,
    id: data?.createTemplate.id,
  });

  expect(errors).toMatchObject([{ code: 'NOT_FOUND' }]);
});

it('goes with its session', async () => {
  const { id } = await fixture.rig.create();
  await fixture.run(CREATE, { input: { sessionId: id, name: 'short-lived', body: 'x' } });

  await fixture.rig.sessions.delete(id);

  expect(await fixture.store.templates.ofSession(id)).toEqual([]);
  const { errors } = await fixture.run(
    `query ($id: ID!) { templates(sessionId: $id) { id } }`,
    { id },
    {
      caller: caller(),
    },
  );
  expect(errors).toMatchObject([{ code: 'SESSION_NOT_FOUND' }]);
});
