import { chats } from './chats.js';
import { Collection, Model, serialized } from './model.js';
import { request } from './server.js';

/** A label of a business app. */
class Label extends Model {
  /** The chats that carry it. */
  get labelItemCollection() {
    const carrying = chats.filter((chat) => chat.labels.includes(this.id));
    return { getModelsArray: () => carrying.map((chat) => ({ parentType: 'Chat', parentId: serialized(chat.id) })) };
  }
}

export const labels = new Collection(Label);

export function putLabel({ id, name, color }) {
  const attributes = { name, hexColor: color };
  const known = labels.get(id);
  return known ? known.set(attributes) : labels.add(new Label({ id, ...attributes }));
}

labels.addOrRemoveLabels = async (actions, chosen) => {
  await request('labelChats', { actions, chats: chosen.map((chat) => serialized(chat.id)) });
  const removed = actions.filter(({ type }) => type === 'remove').map(({ id }) => id);
  const added = actions.filter(({ type }) => type === 'add').map(({ id }) => id);
  for (const chat of chosen) {
    const kept = chat.labels.filter((label) => !removed.includes(label));
    chat.set({ labels: [...new Set([...kept, ...added])] });
  }
  return true;
};
