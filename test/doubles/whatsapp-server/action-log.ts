import { decodeSyncdPatch, newLTHashState, proto } from '@whiskeysockets/baileys';
import { type Action, type StanzaView } from './control-api.js';
import { type Core } from './core.js';
import { type Person } from './directory/person.js';
import { type BinaryNode, kid, kids, needBytes } from './wire/nodes.js';

/** Set requests that every client makes by itself, whatever its user does. */
const HOUSEKEEPING = new Set(['encrypt', 'passive', 'md', 'abt', 'urn:xmpp:whatsapp:dirty', 'w:stats', 'privacy']);
const NOTED_TAGS = new Set(['chatstate', 'presence', 'call']);

/**
 * What an account's clients did apart from writing messages and confirming them: they typed, went online, rejected a
 * call, asked the server to change something, told the account's other devices (app state, opened with the phone's key).
 */
export class ActionLog {
  private readonly actions = new Map<Person, Action[]>();

  constructor(private readonly core: Core) {}

  /** @param node any stanza of a client; most are none of this log's business */
  note(person: Person, node: BinaryNode): void {
    const isChange = node.tag === 'iq' && node.attrs.type === 'set' && !HOUSEKEEPING.has(node.attrs.xmlns ?? '');
    if (!isChange && !NOTED_TAGS.has(node.tag)) return;
    const action: Action = { at: Date.now(), stanza: view(node) };
    this.add(person, action);
    if (node.attrs.xmlns === 'w:sync:app:state') void this.open(person, node, action);
  }

  of(person: Person): readonly Action[] {
    return this.actions.get(person) ?? [];
  }

  private add(person: Person, action: Action): void {
    const known = this.actions.get(person) ?? [];
    this.actions.set(person, known);
    known.push(action);
    if (known.length > this.core.options.keepMessages) known.splice(0, 1000);
  }

  /** Reads the mutations out of an app-state request, as the account's phone would. */
  private async open(person: Person, request: BinaryNode, action: Action): Promise<void> {
    const collections = kids(kid(request, 'sync'), 'collection');
    const patches = collections.flatMap((collection) =>
      kids(collection, 'patch').map((node) => ({ collection, node })),
    );
    const key = person.appStateKey;
    if (patches.length === 0 || key === undefined) return;
    const mutations: NonNullable<Action['mutations']> = [];
    for (const { collection, node } of patches) {
      const patch = proto.SyncdPatch.decode(needBytes(node, 'app-state patch'));
      await decodeSyncdPatch(
        patch,
        collection.attrs.name as Parameters<typeof decodeSyncdPatch>[1],
        newLTHashState(),
        async () => ({ keyData: key.data }),
        ({ index, syncAction: { value } }) => {
          const plain = proto.SyncActionValue.toObject(value as proto.SyncActionValue, { longs: Number });
          mutations.push({ index: index as unknown as string[], value: plain });
        },
        false,
      );
    }
    action.mutations = mutations;
  }
}

function view({ tag, attrs, content }: BinaryNode): StanzaView {
  if (Array.isArray(content)) return { tag, attrs, children: content.map(view) };
  if (content === undefined) return { tag, attrs };
  return { tag, attrs, base64: Buffer.from(content as string).toString('base64') };
}
