import type { PageWindow } from './page-window.js';

/**
 * Gets a page going again that the library leaves standing: it subscribes to `hasSynced` late, and then never learns
 * that it is true; and its answer to an idle QR code is broken.
 * @param wantsQr whether an idle QR code is to be renewed
 * @returns the state of WhatsApp Web's socket, where there is one yet
 */
export function nudge(wantsQr: boolean): string | undefined {
  const page = globalThis as unknown as PageWindow;
  if (page.Debug?.VERSION === undefined) return undefined;
  const { Socket } = page.require('WAWebSocketModel');
  const { state, hasSynced } = Socket;
  if (state === 'UNPAIRED_IDLE' && wantsQr) page.require('WAWebCmd').Cmd.refreshQR?.();
  // Twice in a row: the first time the library may just be about to learn it, and must not be told twice.
  const isLeft = state === 'CONNECTED' && hasSynced === true && page.WWebJS === undefined;
  if (isLeft && page.openwaLeft === true) page.onAppStateHasSyncedEvent?.();
  page.openwaLeft = isLeft && page.openwaLeft !== true;
  return state;
}

/** The cheapest question that a page can answer. @returns the state of WhatsApp Web's socket */
export function socketState(): string | undefined {
  const page = globalThis as unknown as PageWindow;
  return page.Debug?.VERSION === undefined ? undefined : page.require('WAWebSocketModel').Socket.state;
}

/** The account's own addresses. */
export function ownAddresses(): { pn: string | undefined; lid: string | undefined } {
  const me = (globalThis as unknown as PageWindow).require('WAWebUserPrefsMeUser');
  return { pn: me.getMaybeMePnUser()?._serialized, lid: me.getMaybeMeLidUser()?._serialized };
}
