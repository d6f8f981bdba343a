import { randomHex } from './ids.js';
import { request } from './server.js';

/** The library finds the map among the collection's own properties and listens to its `set`. */
export const callCollection = { on: () => {}, calls: new Map() };

const stanza = (tag, attributes, children = []) => ({ tag, attributes, children });

export const callModules = {
  WAWebCallCollection: callCollection,
  WAWap: { wap: stanza, generateId: () => randomHex(8) },
  WADeprecatedSendIq: {
    deprecatedCastStanza: ({ attributes, children: [reject] }) =>
      request('rejectCall', { to: attributes.to, callId: reject.attributes['call-id'] }),
  },
};
