import { wid } from './ids.js';
import { Msg, msgOf } from './messages.js';
import { Collection, Model, serialized } from './model.js';
import { request } from './server.js';

class Newsletter extends Model {
  constructor(attributes) {
    super(attributes);
    this.msgs = new Collection(Msg);
    this.mute = { expiration: 0 };
  }
}

export const newsletters = new Collection(Newsletter, async (id) =>
  putChannel(await request('channel', { id: serialized(id) })),
);
export const newsletterMetadata = new Collection(Model);

/** A channel as the double knows it; its posts come along. */
export function putChannel({ id, name, description, role, messages = [], ...facts }) {
  const channelId = wid(id);
  const attributes = { name, formattedTitle: name, t: facts.creation, unreadCount: 0, isReadOnly: role !== 'owner' };
  const known = newsletters.get(channelId);
  const channel = known ? known.set(attributes) : new Newsletter({ id: channelId, ...attributes });
  channel.newsletterMetadata = newsletterMetadata.put(
    new Model({
      id: channelId,
      name,
      description,
      creationTime: facts.creation,
      inviteCode: facts.inviteCode,
      membershipType: role,
      size: facts.subscribers,
      verified: facts.verified,
    }),
  );
  for (const message of messages) channel.msgs.put(msgOf(message, false));
  return known ?? newsletters.add(channel);
}
