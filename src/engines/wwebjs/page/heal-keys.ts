import type { GetMessageModel, PageId as Key, PageWindow } from './page-window.js';

/**
 * Builds of WhatsApp Web since mid July 2026 name the text of a message key `$1`; the library reads `_serialized`
 * everywhere. This gives the class of keys that property back. Does nothing where it is there already.
 */
export function healKeys(): void {
  const { prototype } = (globalThis as unknown as PageWindow).require('WAWebMsgKey');
  if ('_serialized' in prototype) return;
  Object.defineProperty(prototype, '_serialized', {
    configurable: true,
    get(this: Key) {
      return String(this);
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, '_serialized', { value, writable: true, enumerable: true, configurable: true });
    },
  });
  Object.defineProperty(prototype, 'toJSON', {
    configurable: true,
    writable: true,
    value(this: Key) {
      return { ...this, _serialized: String(this) };
    },
  });
}

/** The same for what the library hands to Node: it copies keys by their own properties, which leaves the above behind. */
export function healModels(): void {
  const library = (globalThis as unknown as PageWindow).WWebJS;
  if (library === undefined || library.getMessageModel.healed === true) return;
  const original = library.getMessageModel;
  const whole = (key: unknown): unknown => {
    if (typeof key !== 'object' || key === null || Object.hasOwn(key, '_serialized') || !('id' in key)) return key;
    return { ...key, _serialized: (key as Key).$1 ?? String(key as Key) };
  };
  const healed: GetMessageModel = (message) => {
    const model = original(message);
    for (const name of ['id', 'latestEditMsgKey', 'protocolMessageKey']) {
      if (name in model) model[name] = whole(model[name]);
    }
    return model;
  };
  healed.healed = true;
  library.getMessageModel = healed;
}
