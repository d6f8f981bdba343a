import { randomBytes } from 'node:crypto';
import { chatModificationToAppPatch, encodeSyncdPatch, newLTHashState, proto } from '@whiskeysockets/baileys';
import { type Connection } from '../connection/connection.js';
import { type Delivery } from '../connection/delivery.js';
import { type Core, reportMessageError } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { type Person } from '../directory/person.js';
import { pad } from '../wire/content.js';
import { messageId, nowS } from '../wire/ids.js';
import { pnJid } from '../wire/jids.js';
import { el } from '../wire/nodes.js';
import { type Contacts } from './contacts.js';
import { historyParts } from './history.js';

/** A client that asks nothing after its login still gets its history. */
const WITHOUT_A_SIGN_MS = 1500;
/** After the first start-up request: the client has stored its own LID, which a session must be filed under. */
const AFTER_A_SIGN_MS = 100;

const { Type } = proto.Message.ProtocolMessage;

/** What the account's own phone sends to a newly linked device: the app-state key and its history, as peer messages. */
export class OwnPhone {
  constructor(
    private readonly core: Core,
    private readonly delivery: Delivery,
    private readonly contacts: Contacts,
  ) {}

  /** The client is past its offline queue. */
  onActive(companion: Companion, connection: Connection): void {
    if (!companion.historySent) this.startSoon(companion, connection, WITHOUT_A_SIGN_MS);
  }

  /** The client issued one of its start-up requests, so it has emitted 'open' and stored its own LID. */
  onStartUpRequest({ companion, isActive }: Connection): void {
    const connection = companion?.connection;
    if (!companion || companion.historySent || !isActive || !connection) return;
    this.startSoon(companion, connection, AFTER_A_SIGN_MS);
  }

  private startSoon(companion: Companion, connection: Connection, ms: number): void {
    clearTimeout(connection.startUpTimer);
    const node = el('iq', { xmlns: 'start-up' });
    connection.startUpTimer = setTimeout(() => {
      this.start(companion).catch(reportMessageError(this.core, node));
    }, ms);
  }

  private async start(companion: Companion): Promise<void> {
    if (companion.historySent || !companion.connection) return;
    companion.historySent = true;
    if (this.core.options.appStateKey) await this.shareAppStateKey(companion);
    if (!this.core.options.historySync) return;
    for (const part of historyParts(this.core)) await this.send(companion, part);
    this.core.tally.count('historySyncs');
  }

  private async send(companion: Companion, protocolMessage: proto.Message.IProtocolMessage): Promise<void> {
    const { person } = companion;
    await this.contacts.ensureSession(person.phone, companion);
    const { type, body } = await person.phone.encrypt(companion.peer, pad({ protocolMessage }));
    const from = { from: pnJid(person.pn), id: messageId(), type: 'text', category: 'peer', push_priority: 'high' };
    this.delivery.deliver(companion, el('message', { ...from, t: nowS() }, [el('enc', { v: 2, type }, body)]));
  }

  private async shareAppStateKey(companion: Companion): Promise<void> {
    const { id, data } = (companion.person.appStateKey ??= await startAppState(companion.person));
    const fingerprint = { rawId: 1, currentIndex: 0, deviceIndexes: [0] };
    await this.send(companion, {
      type: Type.APP_STATE_SYNC_KEY_SHARE,
      appStateSyncKeyShare: {
        keys: [{ keyId: { keyId: id }, keyData: { keyData: data, fingerprint, timestamp: Date.now() } }],
      },
    });
  }
}

/** The account's own push name travels as an app-state mutation; without it the client has no name. */
async function startAppState(person: Person): Promise<{ id: Buffer; data: Buffer }> {
  const key = { id: Buffer.concat([Buffer.from([0, 0]), randomBytes(4)]), data: randomBytes(32) };
  const change = chatModificationToAppPatch({ pushNameSetting: person.name }, '');
  const keyId = key.id.toString('base64');
  const { patch } = await encodeSyncdPatch(change, keyId, newLTHashState(), async () => ({ keyData: key.data }));
  patch.version = { version: 1 };
  person.appState.set('critical_block', [Buffer.from(proto.SyncdPatch.encode(patch).finish())]);
  return key;
}
