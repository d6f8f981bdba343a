import { builder } from '../builder.js';

/** The types that are rows of the database. They lead to each other, so they are declared before any gets its fields. */
export const Session = builder.prismaObject('Session', {
  description: 'One linked WhatsApp account.',
  access: 'viewer',
});
export const Chat = builder.prismaObject('Chat', {
  description: 'A conversation as one session sees it.',
  access: 'viewer',
});
export const Message = builder.prismaObject('Message', {
  description: 'A stored message.',
  access: 'viewer',
});
export const Webhook = builder.prismaObject('Webhook', {
  description: 'Where events of a session are posted to. Its secret and headers can be written, never read.',
  access: 'operator',
});
export const Delivery = builder.prismaObject('Delivery', {
  description: 'One event for one webhook, and what became of it.',
  access: 'operator',
});
