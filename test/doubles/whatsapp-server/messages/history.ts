import { deflateSync } from 'node:zlib';
import { proto } from '@whiskeysockets/baileys';
import { type Core } from '../core.js';
import { type Person } from '../directory/person.js';
import { messageId, nowS } from '../wire/ids.js';
import { lidJid, pnJid } from '../wire/jids.js';

const { HistorySyncType } = proto.HistorySync;
const HOUR_S = 3600;
const STATUS_READ = 4;

/** The phone's history as it sends it to a new device: chats first, then everybody's names. */
export function historyParts({ options, directory }: Core): proto.Message.IProtocolMessage[] {
  const people = Array.from({ length: options.historyChats }, (_, index) =>
    directory.person(`5521${90000000 + index}`),
  );
  const chats = people.map((person, index) => chatOf(person, index, options.historyMessages));
  const bootstrap = {
    conversations: chats,
    phoneNumberToLidMappings: people.map(({ pn, lid }) => ({ pnJid: pnJid(pn), lidJid: lidJid(lid) })),
    chunkOrder: 1,
  };
  const pushnames = people.map(({ lid, name }) => ({ id: lidJid(lid), pushname: name }));
  return [
    notification(HistorySyncType.INITIAL_BOOTSTRAP, bootstrap),
    notification(HistorySyncType.PUSH_NAME, { conversations: [], pushnames }),
  ];
}

function chatOf({ pn, lid, name }: Person, chat: number, messages: number): proto.IConversation {
  const remoteJid = lidJid(lid);
  return {
    id: remoteJid,
    pnJid: pnJid(pn),
    name,
    conversationTimestamp: nowS() - HOUR_S,
    unreadCount: 0,
    messages: Array.from({ length: messages }, (_, index) => ({
      msgOrderId: index,
      message: {
        key: { remoteJid, fromMe: index % 2 === 1, id: messageId() },
        message: { conversation: `history ${chat}/${index}` },
        messageTimestamp: nowS() - HOUR_S + index,
        status: STATUS_READ,
      },
    })),
  };
}

/** Small payloads fit inline, zlib-compressed. */
function notification(
  syncType: proto.HistorySync.HistorySyncType,
  body: Omit<proto.IHistorySync, 'syncType'>,
): proto.Message.IProtocolMessage {
  const progress = 100;
  const payload = proto.HistorySync.encode({ syncType, progress, ...body }).finish();
  return {
    type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
    historySyncNotification: {
      syncType: syncType as number,
      chunkOrder: 1,
      progress,
      initialHistBootstrapInlinePayload: deflateSync(Buffer.from(payload)),
    },
  };
}
