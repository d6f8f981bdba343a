import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.js';
import { publishRules } from './rules.js';
import './scalars.js';
import './types/health.js';
import './types/api-key.js';
import './types/message.js';
import './types/message-sends.js';
import './types/message-commands.js';
import './types/chat.js';
import './types/chat-commands.js';
import './types/contact.js';
import './types/template.js';
import './types/group.js';
import './types/label.js';
import './types/channel.js';
import './types/status.js';
import './types/profile.js';
import './types/call.js';
import './types/webhook.js';
import './types/delivery.js';
import './types/session.js';
import './types/session-commands.js';
import './types/engine.js';
import './types/event.js';
import './types/event-subscriptions.js';

/** The product's face. Built without a database: resolvers reach it through the context. */
export const schema: GraphQLSchema = publishRules(builder.toSchema({ sortSchema: false }));
