import { me, wid } from './ids.js';
import { Msg } from './messages.js';
import { Collection, Model, serialized } from './model.js';

export const STATUS = 'status@broadcast';

/** Statuses by their author; the account's own is always there. */
export const statuses = new Collection(Model);
statuses.getMyStatus = () => new Model({ id: wid(me.pn) });

/** A status update of somebody appears among theirs. */
export function showStatus(msg) {
  const { author, t } = msg;
  const known =
    statuses.get(author) ??
    statuses.add(new Model({ id: author, msgs: new Collection(Msg), totalCount: 0, unreadCount: 0 }));
  known.msgs.put(msg);
  known.set({ t, totalCount: known.msgs.length, unreadCount: known.msgs.length });
}

export const isOthersStatus = ({ id }) => serialized(id.remote) === STATUS && !id.fromMe;
