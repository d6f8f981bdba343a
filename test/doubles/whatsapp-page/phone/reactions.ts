import { type PageMessage } from '../network/chat.js';
import { webId } from '../network/ids.js';

export interface StoredReaction {
  from: string;
  emoji: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** One reaction a person; the newest counts, an empty one takes it back. */
export function keepReaction(message: PageMessage, from: string, emoji: string): StoredReaction {
  const reaction = { from: webId(from), emoji, at: Date.now() };
  const others = reactionsOf(message).filter((known) => known.from !== reaction.from);
  const now = emoji === '' ? others : [...others, reaction];
  message.extra = { ...message.extra, reactions: now, hasReaction: now.length > 0 };
  return reaction;
}

export const reactionsOf = (message: PageMessage): StoredReaction[] =>
  (message.extra.reactions as StoredReaction[] | undefined) ?? [];
