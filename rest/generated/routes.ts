// Generated from the metadata of the schema's fields. Do not edit: run `npm run codegen`.
import type { Route } from '../table.js';

export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/auth/api-keys',
    status: 200,
    field: 'Query.apiKeys',
    operation: `query RestApiKeys {
  answer: apiKeys {
    allowedIps
    allowedSessions
    createdAt
    expiresAt
    id
    isActive
    keyPrefix
    lastUsedAt
    name
    role
    usageCount
  }
}`,
    inputs: [],
    answer: {
      fields: {
        allowedIps: { omitNull: true },
        allowedSessions: { omitNull: true },
        expiresAt: { omitNull: true },
        lastUsedAt: { omitNull: true },
        role: { enum: 'Role' },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/auth/api-keys',
    status: 201,
    field: 'Mutation.createApiKey',
    operation: `mutation RestCreateApiKey($input: CreateApiKeyInput!) {
  answer: createApiKey(input: $input) {
    apiKey
    key {
      allowedIps
      allowedSessions
      createdAt
      expiresAt
      id
      isActive
      keyPrefix
      lastUsedAt
      name
      role
      usageCount
    }
  }
}`,
    inputs: [{ to: 'input', from: 'body' }],
    answer: {
      fields: {
        key: {
          fields: {
            allowedIps: { omitNull: true },
            allowedSessions: { omitNull: true },
            expiresAt: { omitNull: true },
            lastUsedAt: { omitNull: true },
            role: { enum: 'Role' },
          },
          flatten: true,
        },
      },
    },
  },
  {
    method: 'DELETE',
    path: '/api/auth/api-keys/{id}',
    status: 204,
    field: 'Mutation.deleteApiKey',
    operation: `mutation RestDeleteApiKey($id: ID!) {
  answer: deleteApiKey(id: $id)
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id' }],
    answer: 'empty',
  },
  {
    method: 'GET',
    path: '/api/auth/api-keys/{id}',
    status: 200,
    field: 'Query.apiKey',
    operation: `query RestApiKey($id: ID!) {
  answer: apiKey(id: $id) {
    allowedIps
    allowedSessions
    createdAt
    expiresAt
    id
    isActive
    keyPrefix
    lastUsedAt
    name
    role
    usageCount
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id' }],
    answer: {
      fields: {
        allowedIps: { omitNull: true },
        allowedSessions: { omitNull: true },
        expiresAt: { omitNull: true },
        lastUsedAt: { omitNull: true },
        role: { enum: 'Role' },
      },
    },
  },
  {
    method: 'PUT',
    path: '/api/auth/api-keys/{id}',
    status: 200,
    field: 'Mutation.updateApiKey',
    operation: `mutation RestUpdateApiKey($input: UpdateApiKeyInput!) {
  answer: updateApiKey(input: $input) {
    allowedIps
    allowedSessions
    createdAt
    expiresAt
    id
    isActive
    keyPrefix
    lastUsedAt
    name
    role
    usageCount
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.id', from: 'path', name: 'id' },
    ],
    answer: {
      fields: {
        allowedIps: { omitNull: true },
        allowedSessions: { omitNull: true },
        expiresAt: { omitNull: true },
        lastUsedAt: { omitNull: true },
        role: { enum: 'Role' },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/auth/api-keys/{id}/revoke',
    status: 200,
    field: 'Mutation.revokeApiKey',
    operation: `mutation RestRevokeApiKey($id: ID!) {
  answer: revokeApiKey(id: $id) {
    allowedIps
    allowedSessions
    createdAt
    expiresAt
    id
    isActive
    keyPrefix
    lastUsedAt
    name
    role
    usageCount
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id' }],
    answer: {
      fields: {
        allowedIps: { omitNull: true },
        allowedSessions: { omitNull: true },
        expiresAt: { omitNull: true },
        lastUsedAt: { omitNull: true },
        role: { enum: 'Role' },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/auth/validate',
    status: 200,
    field: 'Query.me',
    operation: `query RestMe {
  answer: me {
    role
    valid
  }
}`,
    inputs: [],
    answer: { fields: { role: { enum: 'Role' } } },
  },
  {
    method: 'GET',
    path: '/api/health',
    status: 200,
    field: 'Query.health',
    operation: `query RestHealth {
  answer: health {
    status
    timestamp
    version
  }
}`,
    inputs: [],
    answer: { fields: { status: { enum: 'HealthStatus' } } },
  },
  {
    method: 'GET',
    path: '/api/health/live',
    status: 200,
    field: 'Query.liveness',
    operation: `query RestLiveness {
  answer: liveness {
    status
  }
}`,
    inputs: [],
    answer: { fields: { status: { enum: 'HealthStatus' } } },
  },
  {
    method: 'GET',
    path: '/api/health/ready',
    status: 200,
    field: 'Query.readiness',
    operation: `query RestReadiness {
  answer: readiness {
    details {
      dataDatabase {
        status
      }
      mainDatabase {
        status
      }
      shutdown {
        status
      }
    }
    status
  }
}`,
    inputs: [],
    answer: {
      fields: {
        details: {
          fields: {
            dataDatabase: { fields: { status: { enum: 'ProbeStatus' } }, omitNull: true },
            mainDatabase: { fields: { status: { enum: 'ProbeStatus' } }, omitNull: true },
            shutdown: { fields: { status: { enum: 'ProbeStatus' } }, omitNull: true },
          },
        },
        status: { enum: 'HealthStatus' },
      },
    },
    statusFrom: { field: 'status', values: { error: 503 } },
  },
  {
    method: 'GET',
    path: '/api/sessions',
    status: 200,
    field: 'Query.sessions',
    operation: `query RestSessions($limit: Int, $offset: Int) {
  answer: sessions(limit: $limit, offset: $offset) {
    connectedAt
    createdAt
    id
    lastActive: lastActiveAt
    lastError
    name
    phone
    pushName
    status
    updatedAt
  }
}`,
    inputs: [
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 1000 } },
      { to: 'offset', from: 'query', name: 'offset', lenient: { min: 0 } },
    ],
    answer: { fields: { status: { enum: 'SessionStatus' } } },
  },
  {
    method: 'POST',
    path: '/api/sessions',
    status: 201,
    field: 'Mutation.createSession',
    operation: `mutation RestCreateSession($input: CreateSessionInput!) {
  answer: createSession(input: $input) {
    id
    name
    status
    phone
    pushName
    connectedAt
    lastActive: lastActiveAt
    lastActiveAt
    lastError
    createdAt
    updatedAt
    config
    proxyUrl
    proxyType
  }
}`,
    inputs: [{ to: 'input', from: 'body' }],
    answer: { fields: { status: { enum: 'SessionStatus' }, proxyType: { enum: 'ProxyType' } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/stats/overview',
    status: 200,
    field: 'Query.sessionsOverview',
    operation: `query RestSessionsOverview {
  answer: sessionsOverview {
    active
    byStatus
    disconnected
    memoryUsage {
      heapTotal
      heapUsed
      rss
    }
    ready
    total
  }
}`,
    inputs: [],
    answer: {},
  },
  {
    method: 'DELETE',
    path: '/api/sessions/{id}',
    status: 204,
    field: 'Mutation.deleteSession',
    operation: `mutation RestDeleteSession($id: ID!) {
  answer: deleteSession(id: $id)
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id', uuid: true }],
    answer: 'empty',
  },
  {
    method: 'GET',
    path: '/api/sessions/{id}',
    status: 200,
    field: 'Query.session',
    operation: `query RestSession($id: ID!) {
  answer: session(id: $id) {
    connectedAt
    createdAt
    id
    lastActive: lastActiveAt
    lastError
    name
    phone
    pushName
    status
    updatedAt
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id', uuid: true }],
    answer: { fields: { status: { enum: 'SessionStatus' } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{id}/chats',
    status: 200,
    field: 'Query.chats',
    operation: `query RestChats($limit: Int, $offset: Int, $sessionId: ID!) {
  answer: chats(limit: $limit, offset: $offset, sessionId: $sessionId) {
    id: chatId
    isGroup
    kind
    lastMessage
    timestamp: lastMessageAt
    name
    unreadCount
  }
}`,
    inputs: [
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 1000 } },
      { to: 'offset', from: 'query', name: 'offset', lenient: { min: 0 } },
      { to: 'sessionId', from: 'path', name: 'id', uuid: true },
    ],
    answer: {
      fields: {
        kind: { enum: 'ChatKind' },
        lastMessage: { omitNull: true },
        timestamp: { form: 'epochSeconds', ifNull: 0 },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/sessions/{id}/force-kill',
    status: 200,
    field: 'Mutation.forceKillSession',
    operation: `mutation RestForceKillSession($id: ID!) {
  answer: forceKillSession(id: $id) {
    connectedAt
    createdAt
    id
    lastActive: lastActiveAt
    lastError
    name
    phone
    pushName
    status
    updatedAt
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id', uuid: true }],
    answer: { fields: { status: { enum: 'SessionStatus' } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{id}/pairing-code',
    status: 201,
    field: 'Mutation.requestPairingCode',
    operation: `mutation RestRequestPairingCode($input: RequestPairingCodeInput!) {
  answer: requestPairingCode(input: $input) {
    pairingCode
    status
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'id', uuid: true },
    ],
    answer: { fields: { status: { enum: 'SessionStatus' } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{id}/qr',
    status: 200,
    field: 'Query.sessionQr',
    operation: `query RestSessionQr($id: ID!) {
  answer: sessionQr(id: $id) {
    qrCode
    status
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id', uuid: true }],
    answer: { fields: { status: { enum: 'SessionStatus' } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{id}/start',
    status: 200,
    field: 'Mutation.startSession',
    operation: `mutation RestStartSession($id: ID!) {
  answer: startSession(id: $id) {
    connectedAt
    createdAt
    id
    lastActive: lastActiveAt
    lastError
    name
    phone
    pushName
    status
    updatedAt
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id', uuid: true }],
    answer: { fields: { status: { enum: 'SessionStatus' } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{id}/stop',
    status: 200,
    field: 'Mutation.stopSession',
    operation: `mutation RestStopSession($id: ID!) {
  answer: stopSession(id: $id) {
    connectedAt
    createdAt
    id
    lastActive: lastActiveAt
    lastError
    name
    phone
    pushName
    status
    updatedAt
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id', uuid: true }],
    answer: { fields: { status: { enum: 'SessionStatus' } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/contacts/check/{number}',
    status: 200,
    field: 'Query.checkNumber',
    operation: `query RestCheckNumber($number: String!, $sessionId: ID!) {
  answer: checkNumber(number: $number, sessionId: $sessionId) {
    exists
    number
    whatsappId
  }
}`,
    inputs: [
      { to: 'number', from: 'path', name: 'number' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/messages',
    status: 200,
    field: 'Query.messages',
    operation: `query RestMessages($chatId: Jid, $from: Jid, $limit: Int, $offset: Int, $sessionId: ID!) {
  answer: messages(
    chatId: $chatId
    from: $from
    limit: $limit
    offset: $offset
    sessionId: $sessionId
  ) {
    messages {
      author
      body
      chatId
      createdAt
      direction
      from
      id
      metadata
      timestamp: sentAt
      sessionId
      status
      to
      type
      waMessageId
    }
    total
  }
}`,
    inputs: [
      { to: 'chatId', from: 'query', name: 'chatId' },
      { to: 'from', from: 'query', name: 'from' },
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 100 } },
      { to: 'offset', from: 'query', name: 'offset', lenient: { min: 0 } },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {
      fields: {
        messages: {
          fields: {
            direction: { enum: 'MessageDirection' },
            timestamp: { form: 'epochSeconds' },
            status: { enum: 'MessageStatus' },
            type: { enum: 'MessageType' },
          },
        },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-text',
    status: 201,
    field: 'Mutation.sendText',
    operation: `mutation RestSendText($input: SendTextInput!) {
  answer: sendText(input: $input) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/webhooks',
    status: 200,
    field: 'Query.sessionWebhooks',
    operation: `query RestSessionWebhooks($sessionId: ID!) {
  answer: sessionWebhooks(sessionId: $sessionId) {
    active
    createdAt
    events
    filters {
      conditions {
        caseSensitive
        field
        operator
        value
      }
    }
    id
    lastTriggeredAt
    retryCount
    sessionId
    updatedAt
    url
  }
}`,
    inputs: [{ to: 'sessionId', from: 'path', name: 'sessionId' }],
    answer: {
      fields: {
        events: { enum: 'WebhookEvent' },
        filters: {
          fields: {
            conditions: {
              fields: {
                caseSensitive: { omitNull: true },
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
              },
            },
          },
        },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/webhooks',
    status: 201,
    field: 'Mutation.createWebhook',
    operation: `mutation RestCreateWebhook($input: CreateWebhookInput!) {
  answer: createWebhook(input: $input) {
    active
    createdAt
    events
    filters {
      conditions {
        caseSensitive
        field
        operator
        value
      }
    }
    id
    lastTriggeredAt
    retryCount
    sessionId
    updatedAt
    url
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {
      fields: {
        events: { enum: 'WebhookEvent' },
        filters: {
          fields: {
            conditions: {
              fields: {
                caseSensitive: { omitNull: true },
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
              },
            },
          },
        },
      },
    },
  },
  {
    method: 'DELETE',
    path: '/api/sessions/{sessionId}/webhooks/{id}',
    status: 204,
    field: 'Mutation.deleteWebhook',
    operation: `mutation RestDeleteWebhook($id: ID!, $sessionId: ID!) {
  answer: deleteWebhook(id: $id, sessionId: $sessionId)
}`,
    inputs: [
      { to: 'id', from: 'path', name: 'id' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/webhooks/{id}',
    status: 200,
    field: 'Query.webhook',
    operation: `query RestWebhook($id: ID!, $sessionId: ID!) {
  answer: webhook(id: $id, sessionId: $sessionId) {
    active
    createdAt
    events
    filters {
      conditions {
        caseSensitive
        field
        operator
        value
      }
    }
    id
    lastTriggeredAt
    retryCount
    sessionId
    updatedAt
    url
  }
}`,
    inputs: [
      { to: 'id', from: 'path', name: 'id' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {
      fields: {
        events: { enum: 'WebhookEvent' },
        filters: {
          fields: {
            conditions: {
              fields: {
                caseSensitive: { omitNull: true },
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
              },
            },
          },
        },
      },
    },
  },
  {
    method: 'PUT',
    path: '/api/sessions/{sessionId}/webhooks/{id}',
    status: 200,
    field: 'Mutation.updateWebhook',
    operation: `mutation RestUpdateWebhook($input: UpdateWebhookInput!) {
  answer: updateWebhook(input: $input) {
    active
    createdAt
    events
    filters {
      conditions {
        caseSensitive
        field
        operator
        value
      }
    }
    id
    lastTriggeredAt
    retryCount
    sessionId
    updatedAt
    url
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.id', from: 'path', name: 'id' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {
      fields: {
        events: { enum: 'WebhookEvent' },
        filters: {
          fields: {
            conditions: {
              fields: {
                caseSensitive: { omitNull: true },
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
              },
            },
          },
        },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/webhooks/{id}/test',
    status: 200,
    field: 'Mutation.testWebhook',
    operation: `mutation RestTestWebhook($id: ID!, $sessionId: ID!) {
  answer: testWebhook(id: $id, sessionId: $sessionId) {
    error
    statusCode
    success
  }
}`,
    inputs: [
      { to: 'id', from: 'path', name: 'id' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { error: { omitNull: true }, statusCode: { omitNull: true } } },
  },
  {
    method: 'GET',
    path: '/api/webhooks',
    status: 200,
    field: 'Query.webhooks',
    operation: `query RestWebhooks($limit: Int, $offset: Int) {
  answer: webhooks(limit: $limit, offset: $offset) {
    active
    createdAt
    events
    filters {
      conditions {
        caseSensitive
        field
        operator
        value
      }
    }
    id
    lastTriggeredAt
    retryCount
    sessionId
    updatedAt
    url
  }
}`,
    inputs: [
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 1000 } },
      { to: 'offset', from: 'query', name: 'offset', lenient: { min: 0 } },
    ],
    answer: {
      fields: {
        events: { enum: 'WebhookEvent' },
        filters: {
          fields: {
            conditions: {
              fields: {
                caseSensitive: { omitNull: true },
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
              },
            },
          },
        },
      },
    },
  },
];
