import type { PageWindow } from './page-window.js';

/**
 * Deletes a message for everyone. The library's own way deletes it for this account only where it may not do that.
 * @returns false where WhatsApp does not let this account do so (any more)
 */
export async function revoke(key: string): Promise<boolean> {
  const page = globalThis as unknown as PageWindow;
  const { Msg, Chat } = page.require('WAWebCollections');
  const message = Msg.get(key) ?? (await Msg.getMessagesById([key]))?.messages?.[0];
  const chat = message && Chat.get(String(message.id.remote));
  if (message === undefined || chat === undefined) return false;
  const may = page.require('WAWebMsgActionCapability');
  if (!may.canSenderRevokeMsg(message) && !may.canAdminRevokeMsg(message)) return false;
  await page.require('WAWebCmd').Cmd.sendRevokeMsgs(chat, { list: [message], type: 'message' }, { clearMedia: true });
  return true;
}

export async function setChatState(state: string, chatId: string): Promise<void> {
  await (globalThis as unknown as PageWindow).WWebJS?.sendChatstate(state, chatId);
}

export async function deleteChat(chatId: string): Promise<boolean> {
  return (await (globalThis as unknown as PageWindow).WWebJS?.sendDeleteChat(chatId)) === true;
}

export async function rejectCall(peer: string, callId: string): Promise<void> {
  await (globalThis as unknown as PageWindow).WWebJS?.rejectCall(peer, callId);
}
