import { proto } from '@whiskeysockets/baileys';
import { type Core } from '../core.js';
import { type Person } from '../directory/person.js';
import { attr, type BinaryNode, el, kid, kids, needBytes, result } from '../wire/nodes.js';

/** `<iq xmlns=w:sync:app:state>`: numbers the patches it is given and hands them to whoever is behind. */
export function answerAppState(core: Core, person: Person, request: BinaryNode): BinaryNode {
  const collections = kids(kid(request, 'sync'), 'collection').map((asked) => {
    const name = attr(asked, 'name');
    const patches = person.appState.get(name) ?? [];
    person.appState.set(name, patches);
    const pushed = kids(asked, 'patch');
    for (const patch of pushed) {
      patches.push(numbered(needBytes(patch, 'app-state patch'), patches.length + 1));
      core.tally.count('appStatePatches');
    }
    if (pushed.length) return el('collection', { name, version: patches.length });
    const missing = patches.slice(Number(asked.attrs.version ?? 0)).map((patch) => el('patch', {}, patch));
    const content = missing.length ? [el('patches', {}, missing)] : undefined;
    return el('collection', { name, version: patches.length, has_more_patches: 'false' }, content);
  });
  return result(request, [el('sync', {}, collections)]);
}

/** Opaque but for the version, which is the server's to give. */
function numbered(encoded: Buffer, version: number): Buffer {
  const patch = proto.SyncdPatch.decode(encoded);
  patch.version = { version };
  return Buffer.from(proto.SyncdPatch.encode(patch).finish());
}
