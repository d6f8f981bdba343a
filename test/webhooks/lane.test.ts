import type { DueDelivery } from '../../src/store/delivery-store.js';
import { Lane } from '../../src/webhooks/lane.js';
import { messageOf } from './support.js';

const NOW = 1_800_000_000_000;

/** One of a chat of its own. */
function delivery(eventSeq: number): DueDelivery {
  const event = { type: 'message.received', sessionId: 's', occurredAt: new Date(NOW), data: messageOf() } as const;
  return {
    ...{ id: `d${eventSeq}`, webhookId: 'w', eventSeq, attemptCount: 1, replayedAfter: 0, nextAttemptAt: NOW },
    ...{ createdAt: new Date(NOW), data: '{}', media: null, event },
  } as DueDelivery;
}

function laneWith(count: number): Lane {
  const lane = new Lane('w', {} as never);
  lane.behind = false;
  for (let seq = 1; seq <= count; seq += 1) lane.offer(delivery(seq), NOW);
  return lane;
}

/** Takes the next one and ends its try. @returns the pause that follows */
function tryNext(lane: Lane, failure: string | null): number {
  const row = lane.take(NOW);
  if (row === undefined) throw new Error('nothing to take');
  const restMs = lane.answered(row, failure);
  lane.recorded(row);
  return restMs;
}

it('a receiver that answered nothing eight times in a row gets one try at a time, and a pause behind each', () => {
  const lane = laneWith(20);

  const pauses = Array.from({ length: 8 }, () => tryNext(lane, 'refused'));
  const whileResting = lane.take(NOW);
  lane.rested();
  const [first, second] = [lane.take(NOW), lane.take(NOW)];

  expect(pauses).toEqual([0, 0, 0, 0, 0, 0, 0, 25]);
  expect([whileResting, second]).toEqual([undefined, undefined]);
  expect(first?.eventSeq).toBe(9);
});

it('goes on at full speed with the first answer, whatever it is', () => {
  const lane = laneWith(20);
  for (let i = 0; i < 8; i += 1) tryNext(lane, 'reset');
  lane.rested();

  const pause = tryNext(lane, null);
  const taken = Array.from({ length: 8 }, () => lane.take(NOW)?.eventSeq);

  expect(pause).toBe(0);
  expect(taken).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
});
