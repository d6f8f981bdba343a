/** The values of the enums of events: names, documented words, meanings. */
export const EVENT_TYPE_VALUES = {
  MESSAGE_RECEIVED: { value: 'message.received', description: 'A message came in and was stored for the first time.' },
  MESSAGE_SENT: { value: 'message.sent', description: 'This account sent a message, through the API or on a device.' },
  MESSAGE_ACK: { value: 'message.ack', description: 'An outgoing message got further: server, device, read.' },
  MESSAGE_FAILED: { value: 'message.failed', description: 'An outgoing message was refused; comes with MESSAGE_ACK.' },
  MESSAGE_REVOKED: { value: 'message.revoked', description: 'A message was deleted for everyone.' },
  MESSAGE_REACTION: { value: 'message.reaction', description: 'A reaction was added, changed or taken back.' },
  MESSAGE_EDITED: { value: 'message.edited', description: 'The author of a stored message changed its text.' },
  SESSION_STATUS: { value: 'session.status', description: 'A session changed its state.' },
  SESSION_QR: { value: 'session.qr', description: 'A new QR code is there to be scanned.' },
  SESSION_AUTHENTICATED: { value: 'session.authenticated', description: 'A session became ready.' },
  SESSION_DISCONNECTED: { value: 'session.disconnected', description: 'A session lost its link.' },
  CALL_RECEIVED: { value: 'call.received', description: 'Somebody calls this account.' },
  WEBHOOK_DISABLED: { value: 'webhook.disabled', description: 'The gateway switched a webhook off. Ours.' },
} as const;
