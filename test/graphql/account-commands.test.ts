import { EngineFailedError } from '../../src/domain/errors.js';
import type { Jid } from '../../src/domain/jid.js';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { ALICE, GROUP } from '../sessions/rig.js';
import { startFixture, type Fixture } from './fixture.js';

const TONO = '628770003344@c.us' as Jid;

let gateway: Fixture;
let sessionId: string;
const engine = () => gateway.rig.factory.engine;

beforeAll(async () => (gateway = await startFixture()));
afterAll(() => gateway.stop());
beforeEach(async () => {
  sessionId = (await gateway.rig.createReady()).id;
});
afterEach(() => (gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES)));

const FIELDS: Record<string, { input: string; selection?: string }> = {
  postTextStatus: { input: 'PostTextStatusInput', selection: '{ statusId postedAt expiresAt }' },
  deleteStatus: { input: 'DeleteStatusInput' },
  setProfileName: { input: 'SetProfileNameInput', selection: '{ pushName }' },
  setProfileStatus: { input: 'SetProfileStatusInput', selection: '{ id }' },
  rejectCall: { input: 'RejectCallInput' },
};
const change = (field: string, input: Record<string, unknown>) => {
  const { input: type, selection = '' } = FIELDS[field]!;
  return gateway.run(`mutation ($input: ${type}!) { ${field}(input: $input) ${selection} }`, {
    input: { sessionId, ...input },
  });
};
const ring = async (callId: string, from = ALICE): Promise<void> => {
  engine().emit({ kind: 'call', callId, from, isVideo: false, isGroup: false, at: new Date() });
  await gateway.store.commits.settled();
};

describe('a status update', () => {
  it('is shown to the address book for a day', async () => {
    engine().emit({ kind: 'contact', id: ALICE, name: 'Rina' });
    engine().emit({ kind: 'contact', id: TONO, pushName: 'not in the address book' });
    await gateway.store.commits.settled();

    const { data, errors } = await change('postTextStatus', { text: 'Open on Sunday' });

    expect(errors).toEqual([]);
    const { statusId, postedAt, expiresAt } = data?.postTextStatus as Record<string, string>;
    const [asked] = engine().asked;
    expect(asked).toEqual([
      'statuses.post',
      {
        to: 'status@broadcast',
        stanzaId: statusId!.replace('true_status@broadcast_', ''),
        content: { kind: 'text', text: 'Open on Sunday', linkPreview: false },
      },
      [ALICE],
      {},
    ]);
    expect(Date.parse(expiresAt!) - Date.parse(postedAt!)).toBe(24 * 3_600_000);
  });

  it('may be shown to a few', async () => {
    await change('postTextStatus', { text: 'For you', recipients: [TONO, TONO, '1234@lid'] });

    expect(engine().asked[0]?.[2]).toEqual([TONO, '1234@lid']);
  });

  it('is stored as no message', async () => {
    await change('postTextStatus', { text: 'Open on Sunday' });

    expect(await gateway.rig.stored(sessionId)).toEqual([]);
  });

  it.each(['true_status@broadcast_3EB0A1', '3EB0A1'])('is taken back by %s', async (statusId) => {
    expect((await change('deleteStatus', { statusId })).data).toEqual({ deleteStatus: statusId });
    expect(engine().asked).toEqual([['statuses.remove', '3EB0A1']]);
  });
});

describe('the profile', () => {
  it('has a name, by which the session goes at once', async () => {
    expect((await change('setProfileName', { name: 'Depot Ten' })).data).toEqual({
      setProfileName: { pushName: 'Depot Ten' },
    });
    expect(engine().asked).toEqual([['profile.setName', 'Depot Ten']]);
  });

  it('keeps its name if WhatsApp refuses another one', async () => {
    engine().answers['profile.setName'] = () => {
      throw new EngineFailedError('WhatsApp said no');
    };

    expect((await change('setProfileName', { name: 'Depot Ten' })).errors).toMatchObject([{ code: 'ENGINE_FAILED' }]);
    expect((await gateway.rig.row(sessionId)).pushName).toBe('Depot Nine');
  });

  it('has an about text, which may be removed', async () => {
    await change('setProfileStatus', { status: 'Ask for Rina' });
    await change('setProfileStatus', { status: '' });

    expect(engine().asked).toEqual([
      ['profile.setStatus', 'Ask for Rina'],
      ['profile.setStatus', ''],
    ]);
  });
});

describe('a call', () => {
  it('is turned down by the id that its event told', async () => {
    await ring('CALL1');
    await ring('CALL2', TONO);

    expect((await change('rejectCall', { callId: 'CALL2' })).data).toEqual({ rejectCall: 'CALL2' });
    expect(engine().asked).toEqual([['calls.reject', 'CALL2', TONO]]);
  });

  it('is NOT_FOUND if nobody told of it, or told another session', async () => {
    await ring('CALL1');
    const { id } = await gateway.rig.createReady();

    for (const input of [{ callId: 'CALL9' }, { callId: 'CALL1', sessionId: id }]) {
      expect((await change('rejectCall', input)).errors).toMatchObject([
        { code: 'NOT_FOUND', message: `Call "${input.callId}" not found` },
      ]);
    }
    expect(engine().asked).toEqual([]);
  });
});

it.each([
  ['postTextStatus', { text: '' }, 'text should not be empty'],
  ['postTextStatus', { text: 'x'.repeat(4097) }, 'text must be shorter than or equal to 4096 characters'],
  ['postTextStatus', { text: 'x', recipients: [] }, 'recipients should not be empty'],
  [
    'postTextStatus',
    { text: 'x', recipients: [GROUP] },
    'recipients.0 must be a person, such as 628123456789@c.us or 1234@lid',
  ],
  ['deleteStatus', { statusId: 'true_628@c.us_3EB0A1' }, expect.stringMatching(/^statusId must match/)],
  ['setProfileName', { name: '' }, 'name must be longer than or equal to 1 characters'],
  ['setProfileName', { name: 'x'.repeat(26) }, 'name must be shorter than or equal to 25 characters'],
  ['setProfileStatus', { status: 'x'.repeat(140) }, 'status must be shorter than or equal to 139 characters'],
  ['setProfileStatus', {}, 'status should not be empty'],
  ['rejectCall', { callId: '' }, 'callId must be longer than or equal to 1 characters'],
])('%s refuses %j', async (field, input, message) => {
  expect((await change(field, input)).errors).toMatchObject([{ code: 'VALIDATION_FAILED', message }]);
  expect(engine().asked).toEqual([]);
});

const EVERY: [string, Record<string, unknown>][] = [
  ['postTextStatus', { text: 'x' }],
  ['deleteStatus', { statusId: '3EB0A1' }],
  ['setProfileName', { name: 'x' }],
  ['setProfileStatus', { status: 'x' }],
  ['rejectCall', { callId: 'CALL1' }],
];

it.each(EVERY)('%s is refused before an engine that cannot', async (field, input) => {
  await ring('CALL1');
  gateway.rig.factory.capabilities = new Set();

  expect((await change(field, input)).errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
  expect(engine().asked).toEqual([]);
});

it.each(EVERY)('%s needs a link', async (field, input) => {
  await gateway.services.sessions.stop(sessionId);

  expect((await change(field, input)).errors).toMatchObject([{ code: 'SESSION_NOT_CONNECTED' }]);
});
