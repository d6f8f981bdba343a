import { type AccountState, type DoubleState } from '../control-api.js';
import { type Person } from '../directory/person.js';
import { parseOptions } from '../options.js';
import { type WhatsAppDouble } from '../whatsapp-double.js';
import { type Verbs } from './verb.js';

/** What the double knows about itself. */
export const stateVerbs = (double: WhatsAppDouble): Verbs => ({
  state: () => stateOf(double),
  options: (changes: Record<string, unknown>) => Object.assign(double.options, parseOptions(changes)),
  gc: () => {
    globalThis.gc?.();
    return stateOf(double);
  },
});

function stateOf({ url, mediaHost, connections, directory, tally }: WhatsAppDouble): DoubleState {
  const { rss, heapUsed } = process.memoryUsage();
  return {
    url,
    mediaHost,
    connections: connections.size,
    active: [...connections].filter(({ isActive }) => isActive).length,
    accounts: directory.accounts.map(accountState),
    people: directory.people.size,
    groups: directory.groups.size,
    counters: tally.counters,
    unhandled: tally.unhandled,
    rss,
    heapUsed,
    cpu: process.cpuUsage(),
  };
}

function accountState({ pn, lid, name, banned, companions, receivedTotal }: Person): AccountState {
  const devices = [...companions.values()].map(({ id, connection, queue, preKeys, logins }) => ({
    id,
    online: connection?.isActive ?? false,
    pending: queue.size,
    preKeys: preKeys.size,
    logins,
  }));
  return { pn, lid, name, banned, devices, received: receivedTotal };
}
