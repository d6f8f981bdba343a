import { decodeDecompressedBinaryNode, encodeBinaryNode } from '@whiskeysockets/baileys';
import * as tokens from '@whiskeysockets/baileys/lib/WABinary/constants.js';
import { ALICE, FRIEND, jidOf, until } from './cross-support.js';
import { Session } from './session.js';
import { loadRustBridge } from '../rust-bridge.js';
import { WhatsAppDouble } from '../whatsapp-double.js';
import { type BinaryNode } from '../wire/nodes.js';

/** A live session's stanzas, both ways: the Rust codec reads and writes every one to the same tree. */
export async function crossCheckNodes(): Promise<Record<string, boolean>> {
  const rust = loadRustBridge();
  const stanzas = await liveStanzas();
  const readAlike = (node: BinaryNode): boolean => {
    const encoded = encodeBinaryNode(node);
    return canonical(rust.decodeNode(encoded)) === canonical(decode(encoded));
  };
  const writtenAlike = (node: BinaryNode): boolean =>
    canonical(decode(Buffer.from(rust.encodeNode(node)))) === canonical(decode(encodeBinaryNode(node)));
  return {
    'a session produced stanzas': stanzas.length > 50,
    'Rust reads every stanza to the same tree': stanzas.every(readAlike),
    'every stanza Rust writes reads to the same tree': stanzas.every(writtenAlike),
  };
}

/** Pairing, a group, texts both ways. */
async function liveStanzas(): Promise<BinaryNode[]> {
  const stanzas: BinaryNode[] = [];
  const double = new WhatsAppDouble({}, { trace: (_direction, _connection, node) => stanzas.push(node) });
  await double.start();
  const session = new Session(double.url);
  session.start();
  const { qr } = await until(
    'a QR code',
    () => session.view(),
    (view) => view.qr !== undefined,
  );
  await double.pairing.scan(qr ?? '', ALICE, { name: 'Alice' });
  await until(
    'a name',
    () => session.view(),
    ({ me }) => me?.name === 'Alice',
  );
  const group = double.directory.createGroup('G', double.directory.person(ALICE), [double.directory.person(FRIEND)]);
  await session.sendText(group.id, 'to the group');
  await session.sendText(jidOf(FRIEND), 'to a friend');
  await double.contacts.inject({ to: ALICE, from: FRIEND, text: 'from a friend' });
  await until(
    'the friend',
    () => session.inbox,
    (inbox) => inbox.some(({ text }) => text === 'from a friend'),
  );
  await session.stop();
  await double.stop();
  return stanzas;
}

/** Without the first byte, which says whether the rest is compressed. */
const decode = (encoded: Buffer): BinaryNode => decodeDecompressedBinaryNode(encoded.subarray(1), tokens);

/** Rust writes a server-only JID without its `@`; no children and an empty list are the same on the wire. */
function canonical({ tag, attrs, content }: Pick<BinaryNode, 'tag' | 'attrs' | 'content'>): string {
  const sorted = Object.entries(attrs)
    .map(([name, value]) => [name, value.replace(/^@/, '')])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const inner = Array.isArray(content) ? content.map(canonical) : Buffer.from(content ?? '').toString('hex');
  return JSON.stringify([tag, sorted, inner.length ? inner : null]);
}
