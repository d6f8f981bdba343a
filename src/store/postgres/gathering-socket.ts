import { Socket } from 'node:net';

/**
 * Statements that are sent in one turn of the event loop leave together. The driver corks its stream for each of them; here
 * that lasts until the turn is over.
 */
export class GatheringSocket extends Socket {
  override uncork(): void {
    // After everything that waits for nothing but promises: one answer lets several statements be sent.
    process.nextTick(() => super.uncork());
  }
}
