import type { NewId, PageWindow } from './page-window.js';

/**
 * Lets us choose the id of the next message: whoever asks WhatsApp Web for a new one gets ours, once.
 * @returns whether it works; then it is used up again
 */
export async function hookNewId(probe: string): Promise<boolean> {
  const keys = (globalThis as unknown as PageWindow).require('WAWebMsgKey');
  if (keys.newId.hooked !== true) {
    const original = keys.newId;
    const hooked: NewId = (...args) => {
      const { next } = hooked;
      hooked.next = undefined;
      return next === undefined ? original.apply(keys, args) : Promise.resolve(next);
    };
    hooked.hooked = true;
    keys.newId = hooked;
  }
  keys.newId.next = probe;
  const made = await keys.newId();
  keys.newId.next = undefined;
  return made === probe;
}

/** @param id of the next message; undefined: whatever WhatsApp Web makes */
export function setNextId(id: string | undefined): void {
  (globalThis as unknown as PageWindow).require('WAWebMsgKey').newId.next = id;
}

/** Takes our id back. @returns whether somebody had used it */
export function takeNextId(id: string): boolean {
  const { newId } = (globalThis as unknown as PageWindow).require('WAWebMsgKey');
  const isUsed = newId.next !== id;
  newId.next = undefined;
  return isUsed;
}
