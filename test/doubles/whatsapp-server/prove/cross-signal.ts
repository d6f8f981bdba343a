import { SimDevice } from '../signal/sim-device.js';
import { pad, unpad } from '../wire/content.js';
import { RustDevice } from './rust-device.js';

const JS = 'js';
const RUST = { user: 'rust', device: 0 };
const GROUP = '120363000000000001@g.us';
const TURNS = 50;
const PRE_KEY_MESSAGE = 3;

const sealable = (text: string): Buffer => pad({ conversation: text });
const textIn = (plain: Uint8Array): string | null | undefined => unpad(plain).conversation;

/** Sessions and sender keys between the double's JavaScript and Rust, both ways. */
export async function crossCheckSignal(): Promise<Record<string, boolean>> {
  const js = new SimDevice();
  const rust = new RustDevice();

  await js.startSession(RUST, rust.bundle);
  const first = await js.encrypt(RUST, sealable('js to rust'));
  const firstRead = textIn(await rust.session(JS).decryptPreKeyWhisperMessage(first.body));
  const reply = await rust.session(JS).encrypt(sealable('rust to js'));
  const kind = reply.type === PRE_KEY_MESSAGE ? 'pkmsg' : 'msg';
  const replyRead = textIn(await js.decrypt(RUST, kind, Buffer.from(reply.body)));

  const turns = await ratchet(js, rust);
  const { distribution, body } = await js.groupEncrypt(GROUP, JS, sealable('to the group'));
  const groupRead = textIn(await rust.readGroup(GROUP, JS, distribution, body));
  return {
    'a pre-key message from JavaScript opens in Rust': firstRead === 'js to rust',
    'a reply from Rust opens in JavaScript': replyRead === 'rust to js',
    'fifty ratchet turns are read on both sides': turns === 2 * TURNS,
    'a sender-key message from JavaScript opens in Rust': groupRead === 'to the group',
  };
}

/** @returns how many messages were read as they were written */
async function ratchet(js: SimDevice, rust: RustDevice): Promise<number> {
  let read = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const there = await js.encrypt(RUST, sealable(`there ${turn}`));
    if (textIn(await rust.session(JS).decryptWhisperMessage(there.body)) === `there ${turn}`) read++;
    const back = await rust.session(JS).encrypt(sealable(`back ${turn}`));
    if (textIn(await js.decrypt(RUST, 'msg', Buffer.from(back.body))) === `back ${turn}`) read++;
  }
  return read;
}
