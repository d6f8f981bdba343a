import type { ControlClient } from '../../doubles/whatsapp-server/control-client.js';
import { launchDouble } from '../../doubles/whatsapp-server/launch.js';
import type { Contact, Person, Sighting } from '../words.js';
import type { World } from '../world.js';
import { deedProto, toContext, toMedia, toProto, toWire } from './incoming.js';
import { ofAction, ofMessage, type Reader } from './sightings.js';

/** The WhatsApp server double, driven by the real Baileys. Contacts are addressed by privacy alias, as today. */
export async function startBaileysWorld(): Promise<World> {
  const double = await launchDouble(['--opt', 'delivery=false']);
  const control = double.client;
  const idOfLid = new Map<string, string>();
  let account: Person | undefined;
  const watched = (): Person => {
    if (account === undefined) throw new Error('no account is watched yet');
    return account;
  };
  const neutral = (jid: string): string => {
    const bare = jid.replace(/:\d+@/, '@').replace('@s.whatsapp.net', '@c.us');
    return idOfLid.get(bare) ?? bare;
  };
  const learn = async (person: Person, { picture = true }: { picture?: boolean } = {}): Promise<Contact> => {
    const { lid } = await control.person({
      phone: person.phone,
      name: person.name,
      ...(picture ? {} : { picture: null }),
    });
    const contact = { ...person, id: `${person.phone}@c.us`, lid: `${lid}@lid` };
    idOfLid.set(contact.lid, contact.id);
    return contact;
  };
  const files = new Map<string, Promise<Buffer>>();
  const reader: Reader = {
    neutral,
    fileOf: (id, kind) => {
      const bytes =
        files.get(id) ??
        control.receivedMedia({ phone: watched().phone, id, kind }).then(({ data }) => Buffer.from(data, 'base64'));
      files.set(id, bytes);
      return bytes;
    },
  };
  const inGroup = (group: string | undefined) => (group === undefined ? {} : { group });

  return {
    engine: 'BAILEYS',
    env: { BAILEYS_SOCKET_URL: double.url, NODE_EXTRA_CA_CERTS: double.certFile },
    historyBeforeLink: [0, 1, 2].map((chat) => ({
      chatId: `55219000000${chat}@c.us`,
      bodies: [0, 1].map((index) => `history ${chat}/${index}`),
    })),
    scan: async (qr, owner) => {
      await control.scan({ qr, ...owner });
      await learn(owner);
    },
    typeCode: async (code, owner) => {
      await control.enterCode({ code, ...owner });
    },
    watch: (person) => {
      account = person;
    },
    contact: learn,
    group: async (subject, members) => {
      const { id } = await control.group({
        subject,
        creator: watched().phone,
        members: members.map(({ phone }) => phone),
      });
      return id;
    },
    foreignGroup: async (subject, owner) => {
      const { id, invite } = await control.group({ subject, creator: owner.phone });
      return { id, code: invite };
    },
    write: async (content, writing) => {
      const { from, under, group } = writing;
      const addressing = under === 'number' ? { addressing: 'pn' as const } : {};
      const common = { to: watched().phone, from: from.phone, name: from.name, ...addressing, ...inGroup(group) };
      const { id } =
        'file' in content
          ? await control.injectMedia({ ...common, ...toMedia(content) })
          : await control.inject({
              ...common,
              message: toProto(content, toContext(writing, wireOf(watched()), toWire(from.id))),
            });
      return id;
    },
    does: async (deed, { from, group }) => {
      const me = wireOf(watched());
      const message = deedProto(deed, group ?? me, me);
      await control.inject({ to: watched().phone, from: from.phone, name: from.name, message, ...inGroup(group) });
    },
    acknowledge: (id, { phone: from }, ack) => control.acknowledge({ phone: watched().phone, from, id, ack }),
    ring: async (from, { video }) => {
      const { callId } = await control.ring({ from: from.phone, to: watched().phone, video });
      return callId;
    },
    proxy: notHere('proxy'),
    label: notHere('labels'),
    channel: notHere('channels'),
    post: notHere('channels'),
    product: (product) => control.product(watched().phone, product),
    sightings: () => sightingsOf(control, watched().phone, reader),
    stop: double.stop,
  };
}

/** The server double has no such thing; whoever declares it must bring it there. */
const notHere = (what: string) => async (): Promise<never> => {
  throw new Error(`the WhatsApp server double has no ${what}`);
};

const wireOf = ({ phone }: Person): string => `${phone}@s.whatsapp.net`;

/** Messages, receipts and actions are kept apart by the double; their moments put them in one order. */
async function sightingsOf(control: ControlClient, phone: string, reader: Reader): Promise<readonly Sighting[]> {
  const [{ messages }, { receipts }, { actions }] = await Promise.all([
    control.received({ phone, limit: 100_000 }),
    control.receipts({ phone, type: 'read' }),
    control.actions({ phone }),
  ]);
  const seen: { at: number; sighting: Sighting }[] = [];
  for (const record of messages) {
    if (record.category === 'peer' || record.resend) continue;
    const sighting = await ofMessage(record, reader);
    if (sighting) seen.push({ at: record.at, sighting });
  }
  for (const [chat, at] of new Map(receipts.map(({ to, at }) => [`${reader.neutral(to)} ${at}`, at]))) {
    seen.push({ at, sighting: { saw: 'read', chat: chat.split(' ')[0] ?? '' } });
  }
  for (const action of actions) {
    seen.push(...ofAction(action, reader).map((sighting) => ({ at: action.at, sighting })));
  }
  return seen.sort((a, b) => a.at - b.at).map(({ sighting }) => sighting);
}
