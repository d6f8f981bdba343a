import { join } from 'node:path';
import Database from 'better-sqlite3';
import { waitFor } from '../../support/wait.js';
import { type Rig, startRig } from './rig.js';

const PHONE = '5511950000071';
const ALICE = '5531988887771';
/** Long enough to be killed in: what the engine tells is on its way to the disk, and not there yet. */
const SLOW_DISK = { commitDelayMs: 500 };

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
  await rig.link('depot', PHONE);
  await rig.engine.call('settled');
});
afterEach(() => rig.stop());

/** On the database of the engine that runs. */
function execute(sql: string): void {
  const database = new Database(join(rig.folder, 'data.sqlite'), { timeout: 5000 });
  database.exec(sql);
  database.close();
}

/** Another process on the same folder, connected. */
async function comeBack(settings: { commitDelayMs?: number } = {}): Promise<void> {
  await rig.engine.crash();
  await rig.restart(settings);
  await rig.engine.call('open', 'depot');
  await rig.engine.next('depot', 'ready');
  await untilAcknowledged();
}

async function inQueue(): Promise<number> {
  const { accounts } = await rig.double.control.state();
  return accounts.flatMap(({ devices }) => devices).reduce((sum, { pending }) => sum + pending, 0);
}
const untilAcknowledged = (): Promise<boolean> =>
  waitFor('an empty queue at WhatsApp', async () => (await inQueue()) === 0);

function journalledCalls(): string[] {
  const database = new Database(join(rig.folder, 'data.sqlite'), { readonly: true });
  const rows = database.prepare<[], string>(`SELECT "data" FROM "Event" WHERE "type" = 'call.received'`).pluck().all();
  database.close();
  return rows.map((data) => (JSON.parse(data) as { callId: string }).callId);
}

describe('a call', () => {
  it('is acknowledged once it is on disk: killed before that, it is told with the next link', async () => {
    await comeBack(SLOW_DISK);
    const { callId } = await rig.double.control.ring({ from: ALICE, to: PHONE });
    await rig.engine.next('depot', 'call');

    await rig.engine.crash();
    const atTheKill = { queued: await inQueue(), journalled: journalledCalls() };
    await comeBack();

    expect(atTheKill).toEqual({ queued: 1, journalled: [] });
    await waitFor('the call in the journal', () => journalledCalls().length > 0);
    expect(journalledCalls()).toEqual([callId]);
  });

  it('that WhatsApp tells again, because our ack was lost, is journalled once', async () => {
    await rig.double.control.fault({ phone: PHONE, tag: 'ack', drop: true });
    const { callId } = await rig.double.control.ring({ from: ALICE, to: PHONE });
    await rig.engine.next('depot', 'call');
    await rig.engine.call('settled');
    const atTheKill = { queued: await inQueue(), journalled: journalledCalls() };

    await comeBack();

    expect(atTheKill).toEqual({ queued: 1, journalled: [callId] });
    await rig.engine.call('settled');
    expect(journalledCalls()).toEqual([callId]);
    expect(rig.engine.seen('depot', 'call')).toEqual([]);
  });
});

it('what a contact says about a message is acknowledged once it is on disk, and told again after a kill', async () => {
  await rig.double.control.person({ phone: ALICE, policy: { delivery: false } });
  await comeBack(SLOW_DISK);
  const id = await rig.engine.sendText('depot', `${ALICE}@c.us`, 'hello');
  await rig.engine.next('depot', 'ack', ({ stanzaId }) => stanzaId === id);
  await rig.engine.call('settled');
  await rig.double.control.acknowledge({ phone: PHONE, from: ALICE, id, ack: 'read' });
  await rig.engine.next('depot', 'ack', ({ stanzaId, ack }) => stanzaId === id && ack === 3);

  await rig.engine.crash();
  const queued = await inQueue();
  await comeBack();

  expect(queued).toBe(1);
  expect(rig.engine.seen('depot', 'ack').map(({ stanzaId, ack }) => [stanzaId, ack])).toContainEqual([id, 3]);
});

it.each(['EngineKey', 'EngineInbound'])(
  'a message whose %s rows cannot be read is not refused: the link ends, and the next one gets it',
  async (table) => {
    await rig.double.control.inject({ to: PHONE, from: ALICE, text: 'before' });
    await rig.engine.next('depot', 'message', ({ message }) => message.body === 'before');
    await rig.engine.call('settled');
    await untilAcknowledged();

    execute(`ALTER TABLE "${table}" RENAME TO "Away"`);
    await rig.double.control.inject({ to: PHONE, from: ALICE, text: 'meanwhile' });
    const { end } = await rig.engine.next('depot', 'ended');
    const { nacked, pending } = await rig.double.control.handled({ phone: PHONE });
    execute(`ALTER TABLE "Away" RENAME TO "${table}"`);
    await comeBack();

    expect({ end, nacked, pending }).toEqual({ end: 'lost', nacked: [], pending: 1 });
    await rig.engine.next('depot', 'message', ({ message }) => message.body === 'meanwhile');
    expect((await rig.double.control.handled({ phone: PHONE })).nacked).toEqual([]);
  },
);

it('what the own phone sent, and the library was killed before it used, is given to it again', async () => {
  await rig.engine.crash();
  // As a kill leaves it between the receipt and the library's work: in the journal, and nothing came of it.
  execute(`UPDATE "EngineInbound" SET "done" = 0`);
  execute(`DELETE FROM "EngineKey" WHERE "type" = 'app-state-sync-key'`);
  const keys = (): number => {
    const database = new Database(join(rig.folder, 'data.sqlite'), { readonly: true });
    const found = database.prepare(`SELECT 1 FROM "EngineKey" WHERE "type" = 'app-state-sync-key'`).all();
    database.close();
    return found.length;
  };
  const before = keys();

  await rig.restart();
  await rig.engine.call('open', 'depot');
  await rig.engine.next('depot', 'ready');

  await waitFor('the keys that the phone had shared', () => keys() > 0);
  expect(before).toBe(0);
});
