import type { WebSocket } from 'ws';
import type { EngineStore } from '../../store/engine-store.js';
import type { Inlet } from './inlet.js';

type RawSocket = Pick<WebSocket, 'send' | 'terminate' | 'readyState' | 'OPEN'>;
type Commits = Pick<EngineStore['commits'], 'enqueued' | 'durable' | 'onDurable' | 'onFail'>;

/** With this many frames waiting for the disk nothing more comes in, so that nothing grows without limit. */
const HOLD_AT = 1000;
const RELEASE_AT = 100;

interface HeldFrame {
  readonly mark: number;
  readonly data: Parameters<WebSocket['send']>[0];
}

export interface Outlet {
  /** Nothing leaves any more. */
  readonly isShut: boolean;
  /** Ends the watch; frames still held are dropped. */
  shut(): void;
  /** The store did not do what the library needs of it: ends the socket as well. */
  fail(): void;
}

/** The library's own socket, which its types keep to themselves. @throws Error if a release moved it */
export function rawSocketOf(client: object): WebSocket {
  const { socket } = client as { socket?: Partial<WebSocket> };
  if (typeof socket?.send !== 'function' || typeof socket.terminate !== 'function') {
    throw new Error('Baileys has changed: `ws.socket` is no web socket, so no frame can be held back for the disk');
  }
  return socket as WebSocket;
}

/**
 * The way out waits for the disk: a frame leaves when everything that was enqueued before it was made is committed.
 * So the server is told nothing (received, read, new keys) that a crash could undo. Frames keep their order, which the
 * cipher counts; the library is told at once that a frame is written, because it holds its message lock meanwhile.
 *
 * When the store fails the socket ends on the spot, before the library can answer an error with "not received".
 * @param onLeft called for each frame that leaves
 */
export function guardOutlet(
  socket: RawSocket,
  inlet: Pick<Inlet, 'hold' | 'release'>,
  commits: Commits,
  onLeft: () => void,
): Outlet {
  const send = socket.send.bind(socket) as (data: HeldFrame['data'], done?: (error?: Error) => void) => void;
  const write: typeof send = (data, done) => {
    send(data, done);
    onLeft();
  };
  let held: HeldFrame[] = [];
  let isShut = false;
  let isHolding = false;

  socket.send = (data: HeldFrame['data'], done?: unknown) => {
    const written = done as ((error?: Error) => void) | undefined;
    if (isShut) {
      if (written) process.nextTick(written, new Error('The connection has ended'));
      return;
    }
    if (held.length === 0 && commits.durable >= commits.enqueued) return write(data, written);
    held.push({ mark: commits.enqueued, data });
    if (written) process.nextTick(written);
    if (!isHolding && held.length >= HOLD_AT) {
      isHolding = true;
      inlet.hold(commits);
    }
  };

  const release = (durable: number): void => {
    if (held.length === 0) return;
    const first = held.findIndex(({ mark }) => mark > durable);
    for (const { data } of held.splice(0, first === -1 ? held.length : first)) {
      if (socket.readyState === socket.OPEN) write(data);
    }
    if (isHolding && held.length <= RELEASE_AT) {
      isHolding = false;
      inlet.release(commits);
    }
  };
  const shut = (): void => {
    isShut = true;
    held = [];
    stopReleasing();
    stopWatching();
  };
  const fail = (): void => {
    shut();
    socket.terminate();
  };
  const stopReleasing = commits.onDurable(release);
  const stopWatching = commits.onFail(fail);
  return {
    get isShut() {
      return isShut;
    },
    shut,
    fail,
  };
}
