import { createHash } from 'node:crypto';
import { launchPageDouble } from '../../doubles/whatsapp-page/launch.js';
import { startConnectProxy } from '../../engines/wwebjs/connect-proxy.js';
import { testBrowser } from '../../support/browser.js';
import type { Contact, ContactAck, MessageKey, Person } from '../words.js';
import type { World } from '../world.js';
import { toFile, toModel } from './incoming.js';
import { ofRequest, type Reader } from './sightings.js';

const HOUR_S = 3600;
/** Wrote before the account was linked. */
const OLD_FRIEND = '552190000009';
const OLD_TEXT = 'history 0/0';
const ACK: Record<ContactAck, number> = { delivered: 2, read: 3, played: 4 };

export interface PageWorld extends World {
  /** Whoever is linked from here on gets the page of July 2026, whose message keys carry `$1` for `_serialized`. */
  updatePage(): Promise<void>;
}

/** The page double in a real Chromium, driven by the real whatsapp-web.js. Contacts are addressed by privacy alias. */
export async function startPageWorld(): Promise<PageWorld> {
  const double = await launchPageDouble();
  const browser = await testBrowser();
  const control = double.client;
  const idOfLid = new Map<string, string>();
  /** Of what contacts wrote; what the account sent is asked for. */
  const keys = new Map<string, string>();
  let account: Person | undefined;
  const phone = (): string => {
    if (account === undefined) throw new Error('no account is watched yet');
    return account.phone;
  };
  const neutral = (id: string): string => idOfLid.get(id) ?? id.replace('@s.whatsapp.net', '@c.us');
  const learn = (person: Person, lid: string): Contact => {
    const contact = { ...person, id: `${person.phone}@c.us`, lid };
    idOfLid.set(lid, contact.id);
    return contact;
  };
  const keyOf = async ({ stanzaId, byAccount }: MessageKey): Promise<string> => {
    const key = byAccount ? (await control.waitSent(phone(), { id: stanzaId })).key : keys.get(stanzaId);
    if (key === undefined) throw new Error(`nobody wrote ${stanzaId}`);
    return key;
  };
  const hashSent = async (stanzaId: string): Promise<string> => {
    // the request to send it is on record a moment before the file is
    await control.waitSent(phone(), { id: stanzaId });
    const { data } = await control.sentMedia(phone(), stanzaId);
    return createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex');
  };
  const hashes = new Map<string, Promise<string>>();
  const reader: Reader = {
    neutral,
    sha256Of: (stanzaId) => {
      const known = hashes.get(stanzaId) ?? hashSent(stanzaId);
      hashes.set(stanzaId, known);
      return known;
    },
  };

  return {
    engine: 'WHATSAPP_WEB_JS',
    env: {
      PUPPETEER_EXECUTABLE_PATH: browser.executablePath,
      PUPPETEER_ARGS: JSON.stringify([...browser.args, ...double.chromiumArgs]),
    },
    historyBeforeLink: [{ chatId: `${OLD_FRIEND}@c.us`, bodies: [OLD_TEXT] }],
    scan: async (qr, owner) => {
      // labels are for business accounts
      await control.account(owner.phone, { platform: 'smba', isBusiness: true });
      const timestamp = Math.floor(Date.now() / 1000) - HOUR_S;
      await control.inject({ to: owner.phone, from: OLD_FRIEND, text: OLD_TEXT, timestamp });
      const { lid } = await control.scan({ qr, ...owner });
      learn(owner, lid);
    },
    typeCode: async (code, owner) => {
      await control.enterCode({ code, ...owner });
    },
    watch: (person) => {
      account = person;
    },
    contact: async (person, { picture = true } = {}) => {
      const { lid } = await control.person(person.phone, { pushname: person.name, hasPicture: picture });
      // the page knows both addresses, as WhatsApp Web does of everybody the phone has met
      await control.contact(phone(), { contact: person.phone });
      return learn(person, lid);
    },
    group: async (subject, members) => {
      const { id } = await control.group(phone(), { subject, members: members.map((member) => member.phone) });
      return id;
    },
    foreignGroup: async (subject, owner) => {
      const code = `Code${owner.phone}`;
      const { id } = await control.group(owner.phone, { subject, members: [], inviteCode: code });
      return { id, code };
    },
    write: async (content, { from, under, group, quotes }) => {
      const common = {
        to: phone(),
        from: under === 'number' ? from.id : from.lid,
        name: from.name,
        ...(group === undefined ? {} : { group }),
        ...(quotes === undefined ? {} : { quotes: await keyOf(quotes) }),
      };
      const { id, key } =
        'file' in content
          ? await control.injectMedia({ ...common, ...toFile(content) })
          : await control.inject({ ...common, ...toModel(content) });
      keys.set(id, key);
      return id;
    },
    does: async (deed, { from }) => {
      if ('react' in deed) return control.react(phone(), await keyOf(deed.to), from.lid, deed.react);
      if ('edit' in deed) return control.edit(phone(), await keyOf(deed.of), deed.edit);
      return control.revoke(phone(), await keyOf(deed.revoke));
    },
    acknowledge: async (stanzaId, _contact, ack) => {
      await control.ack(phone(), await keyOf({ stanzaId, byAccount: true }), ACK[ack]);
    },
    ring: async (from, { video }) => {
      const { callId } = await control.ring({ from: from.lid, to: phone(), video });
      return callId;
    },
    proxy: (login) => {
      const { hostname, port } = new URL(double.page);
      return startConnectProxy(login, { host: hostname, port: Number(port) });
    },
    label: (label) => control.label(phone(), label),
    channel: (facts) => control.channel(facts),
    post: async (channelId, text) => {
      await control.post(channelId, text);
    },
    product: () => Promise.reject(new Error('the page double has no catalog')),
    sightings: async () => {
      const requests = await control.requests(phone());
      return (await Promise.all(requests.map((request) => ofRequest(request, reader)))).flat();
    },
    updatePage: async () => {
      await control.options({ msgKeyField: '$1' });
    },
    stop: () => double.stop(),
  };
}
