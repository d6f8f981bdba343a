import { isLid, type Jid } from '../domain/jid.js';
import type { ObservedEvent } from '../sessions/recorder.js';

/** An alias and the number that is known to be the same person's. */
export interface Alias {
  readonly lid: Jid;
  readonly pn: Jid;
}

/**
 * An engine's report with numbers in the place of aliases whose numbers are known, from whichever session. Engines do
 * this themselves with what they know; here it is what all of them know.
 * @returns the report, the same object if nothing changed, and the aliases that were found in it
 */
export function underNumber<E extends ObservedEvent>(
  event: E,
  numberOf: (lid: Jid) => Jid | undefined,
): { readonly event: E; readonly aliases: readonly Alias[] } {
  if (event.kind === 'identity' || event.kind === 'contact') return { event, aliases: [] };
  const aliases: Alias[] = [];
  const renamed = (jid: Jid): Jid => {
    if (!isLid(jid)) return jid;
    const pn = numberOf(jid);
    if (pn !== undefined && !aliases.some(({ lid }) => lid === jid)) aliases.push({ lid: jid, pn });
    return pn ?? jid;
  };
  const rewritten = rewrite(event, renamed);
  return { event: aliases.length > 0 ? (rewritten as E) : event, aliases };
}

function rewrite(event: ObservedEvent, renamed: (jid: Jid) => Jid): ObservedEvent {
  switch (event.kind) {
    case 'message': {
      const { message } = event;
      const author = renamed(message.author);
      const authorLid = author === message.author ? message.authorLid : message.author;
      return {
        ...event,
        message: {
          ...message,
          chatId: renamed(message.chatId),
          author,
          ...(authorLid === undefined ? {} : { authorLid }),
        },
      };
    }
    case 'revoked':
      return { ...event, chatId: renamed(event.chatId), author: renamed(event.author) };
    case 'reaction':
      return { ...event, chatId: renamed(event.chatId), sender: renamed(event.sender) };
    case 'call':
      return { ...event, from: renamed(event.from) };
    case 'edited':
    case 'chat':
    case 'chat-deleted':
      return { ...event, chatId: renamed(event.chatId) };
    default:
      return event;
  }
}
