import { type Delivery } from '../connection/delivery.js';
import { type Core } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { type Target } from '../directory/directory.js';
import { type KeyBundle } from '../signal/keys.js';
import { SimDevice } from '../signal/sim-device.js';
import { nowS, stanzaId } from '../wire/ids.js';
import { el, SERVER } from '../wire/nodes.js';

/** The client answers by uploading five more; asking twice at once would get ten. */
const TELL_AGAIN_AFTER_MS = 5000;

/** Hands out one-time pre-keys, and tells a real client when its own run low. */
export class KeyServer {
  constructor(
    private readonly core: Core,
    private readonly delivery: Delivery,
  ) {}

  bundleOf(device: Target['device']): KeyBundle {
    if (device instanceof SimDevice) return device.bundle();
    const [first] = device.preKeys;
    if (first) device.preKeys.delete(first[0]);
    this.tellWhenLow(device);
    const { registrationId, identity, signed } = device;
    return { registrationId, identity, signed, pre: first && { id: first[0], pub: first[1] } };
  }

  private tellWhenLow(companion: Companion): void {
    const left = companion.preKeys.size;
    if (left >= this.core.options.lowPreKeys || !companion.connection?.isActive || companion.lowPreKeysTold) return;
    companion.lowPreKeysTold = true;
    setTimeout(() => (companion.lowPreKeysTold = false), TELL_AGAIN_AFTER_MS).unref();
    const attributes = { from: SERVER, type: 'encrypt', id: stanzaId(), t: nowS() };
    this.delivery.deliver(companion, el('notification', attributes, [el('count', { value: left })]));
  }
}
