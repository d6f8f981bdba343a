import type { NewId, PageWindow } from './page-window.js';

/**
 * Lets us choose the id of the next message: whoever asks WhatsApp Web for a new one gets ours.
 * @returns whether it works; then it is used up again
 */
export async function hookNewId(probe: string): Promise<boolean> {
  const keys = (globalThis as unknown as PageWindow).require('WAWebMsgKey');
  if (keys.newId.hooked !== true) {
    const original = keys.newId;
    const hooked: NewId = (...args) => {
      const { next } = hooked;
      if (next === undefined) return original.apply(keys, args);
      next.times -= 1;
      if (next.times === 0) hooked.next = undefined;
      return Promise.resolve(next.id);
    };
    hooked.hooked = true;
    keys.newId = hooked;
  }
  keys.newId.next = { id: probe, times: 1 };
  const made = await keys.newId();
  keys.newId.next = undefined;
  return made === probe;
}

/**
 * @param id of the next message
 * @param times how often it is asked for until the message is on its way
 */
export function setNextId(id: string, times: number): void {
  (globalThis as unknown as PageWindow).require('WAWebMsgKey').newId.next = { id, times };
}

/** Takes our id back. @returns whether it was asked for as often as expected */
export function takeNextId(): boolean {
  const { newId } = (globalThis as unknown as PageWindow).require('WAWebMsgKey');
  const isUsed = newId.next === undefined;
  newId.next = undefined;
  return isUsed;
}
