import type { PageWindow } from './page-window.js';

export interface WireGroup {
  readonly id: string;
  readonly name: string | undefined;
  readonly metadata: Record<string, unknown>;
}

/**
 * Groups as WhatsApp Web has them.
 * @param ids undefined: every group the account is in, as the page remembers them; otherwise these, asked anew
 */
export async function readGroups(ids: string[] | undefined): Promise<WireGroup[]> {
  const page = globalThis as unknown as PageWindow;
  const { Chat, GroupMetadata, WAWebGroupMetadataCollection } = page.require('WAWebCollections');
  const { createWid } = page.require('WAWebWidFactory');
  const { toPn } = page.require('WAWebLidMigrationUtils');
  const wanted = ids === undefined ? Chat.getModelsArray() : ids.map((id) => Chat.get(id));
  const groups: WireGroup[] = [];
  for (const chat of wanted) {
    if (chat?.groupMetadata === undefined) continue;
    const id = String(chat.id._serialized);
    if (ids !== undefined) await (GroupMetadata ?? WAWebGroupMetadataCollection)?.update(createWid(id));
    const metadata = chat.groupMetadata.serialize();
    const participants = (metadata.participants ?? []).map((participant) => {
      const pn = toPn(participant.id);
      return {
        id: pn?._serialized ?? participant.id._serialized,
        lid: participant.id.server === 'lid' ? participant.id._serialized : undefined,
        isAdmin: participant.isAdmin === true,
        isSuperAdmin: participant.isSuperAdmin === true,
      };
    });
    const { subject, desc, owner, creation, announce, restrict, parentGroup } = metadata;
    groups.push({
      id,
      name: chat.name || chat.formattedTitle,
      metadata: { subject, desc, owner, creation, announce, restrict, parentGroup, participants },
    });
  }
  return groups;
}
