import { me, wid } from './ids.js';
import { request } from './server.js';
import { Cmd, Conn, progress, Socket } from './state.js';

export const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

const randomKey = () => crypto.getRandomValues(new Uint8Array(32));
const keys = { noise: randomKey(), identity: randomKey(), adv: randomKey() };

const refreshQR = () => request('refreshQr');
Cmd.refreshQR = refreshQR;

/** Everything until `ready`. */
export const loginModules = {
  WAWebSocketModel: { Socket },
  WAWebConnModel: { Conn },
  WAWebCmd: { Cmd },
  WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => progress.percent } },
  WAWebAltDeviceLinkingApi: {
    setPairingType: () => {},
    initializeAltDeviceLinking: async () => {},
    initializeQRLinking: async () => {},
    startAltLinkingFlow: (phone) => request('pairingCode', { phone }),
  },
  WAWebLaunchSocketUtils: { refreshQR },
  WABase64: { encodeB64: base64 },
  WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: '1' },
  WAWebAdvSignatureApi: {},
  WAWebUserPrefsInfoStore: { waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: keys.noise } }) } },
  WAWebSignalStoreApi: {
    waSignalStore: { getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: keys.identity } }) },
  },
  WAWebUserPrefsMultiDevice: { getADVSecretKey: () => base64(keys.adv) },
  WAWebMiscBrowserUtils: { info: () => ({ os: 'Linux', name: 'Chrome' }) },
  WAWebUserPrefsMeUser: { getMaybeMePnUser: () => wid(me.pn), getMaybeMeLidUser: () => wid(me.lid) },
  WAWebSyncGatingUtils: {},
  WAWebStreamModel: { Stream: { markAvailable: () => {}, markUnavailable: () => {} } },
};
