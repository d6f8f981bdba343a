import { CAPABILITIES, type Capability } from '../../src/engine/capability.js';
import { builder } from '../builder.js';

export const SessionStatus = builder.enumType('SessionStatus', {
  description: 'State of a session.',
  values: {
    CREATED: { value: 'created', description: 'Never started.' },
    INITIALIZING: {
      value: 'initializing',
      description: 'The engine starts, or finds its way back after a dropped link.',
    },
    QR_READY: { value: 'qr_ready', description: 'Waits for the phone: scan the QR code or type a pairing code.' },
    AUTHENTICATING: { value: 'authenticating', description: 'The phone accepted; the session is not usable yet.' },
    READY: { value: 'ready', description: 'Linked and usable.' },
    DISCONNECTED: { value: 'disconnected', description: 'Stopped, or the link was lost.' },
    FAILED: { value: 'failed', description: 'Given up; `lastError` says why. Start it again to try anew.' },
  } as const,
});

export const Engine = builder.enumType('Engine', {
  description: 'The library that speaks for a session.',
  values: {
    WHATSAPP_WEB_JS: { value: 'whatsapp-web.js', description: 'whatsapp-web.js: WhatsApp Web in a Chromium.' },
    BAILEYS: { value: 'baileys', description: 'Baileys: a WebSocket, no browser.' },
  } as const,
});

export const CapabilityEnum = builder.enumType('Capability', {
  description: 'What an engine can do. What is not in the list of a session fails with NOT_IMPLEMENTED.',
  values: Object.fromEntries(
    Object.entries(CAPABILITIES).map(([name, does]) => [name, { description: `${does}.` }]),
  ) as Record<Capability, { description: string }>,
});

export const ProxyType = builder.enumType('ProxyType', {
  description: 'How a proxy is spoken to.',
  values: {
    HTTP: { value: 'http', description: 'HTTP CONNECT.' },
    HTTPS: { value: 'https', description: 'HTTP CONNECT over TLS.' },
    SOCKS4: { value: 'socks4', description: 'SOCKS 4.' },
    SOCKS5: { value: 'socks5', description: 'SOCKS 5.' },
  } as const,
});
