import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inlet } from '../../../src/engines/baileys/inlet.js';
import { Turns } from '../../../src/engines/baileys/turns.js';
import { waitFor } from '../../support/wait.js';

/** As the wire has it: three bytes of length, then the text. */
function frame(text: string): Buffer {
  const length = Buffer.alloc(3);
  length.writeUIntBE(Buffer.byteLength(text), 0, 3);
  return Buffer.concat([length, Buffer.from(text)]);
}

/** A socket that says what it is told to, and what its listener heard. */
function rig({ turns = new Turns(), onFrame = (): unknown => undefined } = {}) {
  const heard: string[] = [];
  const state = { isPaused: false };
  const socket = Object.assign(new EventEmitter(), {
    pause: () => void (state.isPaused = true),
    resume: () => void (state.isPaused = false),
  });
  socket.on('message', (data: Buffer) => {
    heard.push(data.subarray(3).toString());
    onFrame();
  });
  socket.on('close', () => heard.push('closed'));
  const inlet = new Inlet(socket as unknown as ConstructorParameters<typeof Inlet>[0], turns);
  const receive = (...frames: Buffer[]): void => {
    socket.emit('message', Buffer.concat(frames), true);
  };
  return { inlet, socket, heard, state, receive };
}

const busyFor = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

it('lets the event loop go round within a burst, also when the work is done in promises', async () => {
  let turn = 0;
  const turnOf: number[] = [];
  const { receive, heard } = rig({
    onFrame: async () => {
      for (let step = 0; step < 6; step++) await Promise.resolve();
      busyFor(6);
      turnOf.push(turn);
    },
  });
  const numbers = Array.from({ length: 12 }, (_, number) => `${number}`);

  receive(...numbers.map(frame));
  while (turnOf.length < numbers.length) {
    await nextTurn();
    turn++;
  }

  const inOneTurn = turnOf.map((one) => turnOf.filter((other) => other === one).length);
  expect(heard).toEqual(numbers);
  expect(Math.max(...inOneTurn)).toBe(1);
});

it('gives the links their turns, however much one of them has', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const busy = rig({ turns, onFrame: () => order.push('busy') });
  const quiet = rig({ turns, onFrame: () => order.push('quiet') });

  busy.receive(...['1', '2', '3', '4'].map(frame));
  quiet.receive(frame('1'));
  await waitFor('all frames', () => order.length === 5);

  expect(order).toEqual(['busy', 'quiet', 'busy', 'busy', 'busy']);
});

it('reads nothing more while frames wait', async () => {
  const { receive, heard, state } = rig();

  receive(frame('1'), frame('2'));
  const whileWaiting = state.isPaused;
  await waitFor('both frames', () => heard.length === 2);

  expect([whileWaiting, state.isPaused]).toEqual([true, false]);
});

it('puts frames together that come in pieces', async () => {
  const { receive, heard } = rig();
  const bytes = Buffer.concat([frame('first'), frame('second'), frame('')]);

  // Within a length, within a text, between two frames, and before the last byte.
  const cuts = [0, 2, 6, 8, 10, bytes.length - 1, bytes.length];
  cuts.slice(1).forEach((end, index) => receive(bytes.subarray(cuts[index], end)));
  await waitFor('three frames', () => heard.length === 3);

  expect(heard).toEqual(['first', 'second', '']);
});

it('tells of the end after the frames that came before it', async () => {
  const { receive, socket, heard } = rig();

  receive(frame('why it ends'));
  socket.emit('close');
  await waitFor('the end', () => heard.includes('closed'));

  expect(heard).toEqual(['why it ends', 'closed']);
});

it('hands over nothing while it is held', async () => {
  const { inlet, receive, heard, state } = rig();
  inlet.hold(inlet);

  receive(frame('1'));
  await nextTurn();
  await nextTurn();
  const whileHeld = [...heard];
  inlet.release(inlet);
  await waitFor('the frame', () => heard.length === 1);

  expect([whileHeld, state.isPaused]).toEqual([[], false]);
});

it('is held no longer than the socket lives', async () => {
  const { inlet, receive, socket, heard } = rig();
  inlet.hold(inlet);
  receive(frame('1'));

  socket.emit('close');
  inlet.hold(inlet);
  await waitFor('the end', () => heard.includes('closed'));

  expect(heard).toEqual(['1', 'closed']);
});
