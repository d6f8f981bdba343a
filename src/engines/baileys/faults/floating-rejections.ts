import { captureRejectionSymbol, EventEmitter } from 'node:events';

/**
 * Fault: Baileys hangs async listeners on its web socket client and lets their rejections go (a frame that does not
 * decrypt, an answer written as the link closes). Node ends the whole process for one. Here they are reported instead.
 * @param make makes the socket, and its client with it, synchronously
 */
export function catchRejections<T extends { readonly ws: EventEmitter }>(
  make: () => T,
  report: (error: Error, event: string | symbol) => void,
): T {
  const before = EventEmitter.captureRejections;
  EventEmitter.captureRejections = true;
  try {
    const socket = make();
    Object.assign(socket.ws, { [captureRejectionSymbol]: report });
    return socket;
  } finally {
    EventEmitter.captureRejections = before;
  }
}
