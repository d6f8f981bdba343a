import type { Socket } from '../library.js';

/** Messages that the library may hold back. */
const HELD_AT_MOST = 100;

/**
 * Fault: while WhatsApp sends what it kept for the session, Baileys holds back its events, and looks through all of
 * them with every message: ten thousand cost eight seconds of the process, and nobody hears of the first before the
 * last is there. Here it lets go of them a hundred at a time.
 */
export function holdFewMessages({ ev }: Pick<Socket, 'ev'>): void {
  const emit = ev.emit.bind(ev);
  let messages = 0;
  const counting: typeof ev.emit = (event, data) => {
    const isTold = emit(event, data);
    if (event === 'messages.upsert' && ++messages >= HELD_AT_MOST) {
      messages = 0;
      ev.flush();
    }
    return isTold;
  };
  ev.emit = counting;
}
