// Generated from the metadata of the schema's fields. Do not edit: run `npm run codegen`.
import type { Route } from '../table.js';

export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/audit',
    status: 200,
    field: 'Query.auditLog',
    operation: `query RestAuditLog($action: AuditAction, $severity: AuditSeverity, $sessionId: ID, $apiKeyId: ID, $limit: Int, $offset: Int) {
  answer: auditLog(
    action: $action
    severity: $severity
    sessionId: $sessionId
    apiKeyId: $apiKeyId
    limit: $limit
    offset: $offset
  ) {
    data: entries {
      id
      action
      severity
      apiKeyId
      apiKeyName
      ipAddress
      sessionId
      metadata
      createdAt
    }
    total
  }
}`,
    inputs: [
      { to: 'action', from: 'query', name: 'action' },
      { to: 'apiKeyId', from: 'query', name: 'apiKeyId' },
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 200 } },
      { to: 'offset', from: 'query', name: 'offset', lenient: { min: 0 } },
      { to: 'sessionId', from: 'query', name: 'sessionId' },
      { to: 'severity', from: 'query', name: 'severity' },
    ],
    answer: { fields: { data: { fields: { action: { enum: 'AuditAction' }, severity: { enum: 'AuditSeverity' } } } } },
  },
  {
    method: 'GET',
    path: '/api/auth/api-keys',
    status: 200,
    field: 'Query.apiKeys',
    operation: `query RestApiKeys {
  answer: apiKeys {
    id
    name
    keyPrefix
    role
    allowedIps
    allowedSessions
    isActive
    expiresAt
    lastUsedAt
    usageCount
    createdAt
  }
}`,
    inputs: [],
    answer: {
      fields: {
        role: { enum: 'Role' },
        allowedIps: { omitNull: true },
        allowedSessions: { omitNull: true },
        expiresAt: { omitNull: true },
        lastUsedAt: { omitNull: true },
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
      id
      name
      keyPrefix
      role
      allowedIps
      allowedSessions
      isActive
      expiresAt
      lastUsedAt
      usageCount
      createdAt
    }
  }
}`,
    inputs: [{ to: 'input', from: 'body' }],
    answer: {
      fields: {
        key: {
          fields: {
            role: { enum: 'Role' },
            allowedIps: { omitNull: true },
            allowedSessions: { omitNull: true },
            expiresAt: { omitNull: true },
            lastUsedAt: { omitNull: true },
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
    id
    name
    keyPrefix
    role
    allowedIps
    allowedSessions
    isActive
    expiresAt
    lastUsedAt
    usageCount
    createdAt
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id' }],
    answer: {
      fields: {
        role: { enum: 'Role' },
        allowedIps: { omitNull: true },
        allowedSessions: { omitNull: true },
        expiresAt: { omitNull: true },
        lastUsedAt: { omitNull: true },
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
    id
    name
    keyPrefix
    role
    allowedIps
    allowedSessions
    isActive
    expiresAt
    lastUsedAt
    usageCount
    createdAt
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.id', from: 'path', name: 'id' },
    ],
    answer: {
      fields: {
        role: { enum: 'Role' },
        allowedIps: { omitNull: true },
        allowedSessions: { omitNull: true },
        expiresAt: { omitNull: true },
        lastUsedAt: { omitNull: true },
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
    id
    name
    keyPrefix
    role
    allowedIps
    allowedSessions
    isActive
    expiresAt
    lastUsedAt
    usageCount
    createdAt
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id' }],
    answer: {
      fields: {
        role: { enum: 'Role' },
        allowedIps: { omitNull: true },
        allowedSessions: { omitNull: true },
        expiresAt: { omitNull: true },
        lastUsedAt: { omitNull: true },
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
    valid
    role
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
    status
    details {
      mainDatabase {
        status
      }
      dataDatabase {
        status
      }
      shutdown {
        status
      }
    }
  }
}`,
    inputs: [],
    answer: {
      fields: {
        status: { enum: 'HealthStatus' },
        details: {
          fields: {
            mainDatabase: { fields: { status: { enum: 'ProbeStatus' } }, omitNull: true },
            dataDatabase: { fields: { status: { enum: 'ProbeStatus' } }, omitNull: true },
            shutdown: { fields: { status: { enum: 'ProbeStatus' } }, omitNull: true },
          },
        },
      },
    },
    statusFrom: { field: 'status', values: { error: 503 } },
  },
  {
    method: 'GET',
    path: '/api/infra/engines',
    status: 200,
    field: 'Query.infraEngines',
    operation: `query RestInfraEngines {
  answer: infraEngines {
    kind
    isDefault
    capabilities
  }
}`,
    inputs: [],
    answer: { fields: { kind: { enum: 'Engine' }, capabilities: { enum: 'Capability' } } },
  },
  {
    method: 'GET',
    path: '/api/infra/engines/current',
    status: 200,
    field: 'Query.currentEngine',
    operation: `query RestCurrentEngine {
  answer: currentEngine {
    kind
    isDefault
    capabilities
  }
}`,
    inputs: [],
    answer: { fields: { kind: { enum: 'Engine' }, capabilities: { enum: 'Capability' } } },
  },
  {
    method: 'GET',
    path: '/api/infra/export-data',
    status: 200,
    field: 'Query.exportData',
    operation: `query RestExportData {
  answer: exportData {
    exportedAt
    dataDbType
    tables
    counts
  }
}`,
    inputs: [],
    answer: {},
  },
  {
    method: 'GET',
    path: '/api/infra/health',
    status: 200,
    field: 'Query.infraHealth',
    operation: `query RestInfraHealth {
  answer: infraHealth {
    status
    timestamp
  }
}`,
    inputs: [],
    answer: { fields: { status: { enum: 'HealthStatus' } } },
  },
  {
    method: 'POST',
    path: '/api/infra/import-data',
    status: 200,
    field: 'Mutation.importData',
    operation: `mutation RestImportData($tables: JSONObject!, $stopOrphans: Boolean, $force: Boolean) {
  answer: importData(tables: $tables, stopOrphans: $stopOrphans, force: $force) {
    imported
    counts
    warnings
  }
}`,
    inputs: [
      { to: 'force', from: 'body', name: 'force' },
      { to: 'stopOrphans', from: 'body', name: 'stopOrphans' },
      { to: 'tables', from: 'body', name: 'tables' },
    ],
    otherProperties: 'ignored',
    answer: {},
  },
  {
    method: 'GET',
    path: '/api/infra/status',
    status: 200,
    field: 'Query.infraStatus',
    operation: `query RestInfraStatus {
  answer: infraStatus {
    status
    details {
      mainDatabase {
        status
      }
      dataDatabase {
        status
      }
      shutdown {
        status
      }
    }
    version
    uptime: uptimeS
    engine
    databaseType
    storageType
    storagePath
  }
}`,
    inputs: [],
    answer: {
      fields: {
        status: { enum: 'HealthStatus' },
        details: {
          fields: {
            mainDatabase: { fields: { status: { enum: 'ProbeStatus' } }, omitNull: true },
            dataDatabase: { fields: { status: { enum: 'ProbeStatus' } }, omitNull: true },
            shutdown: { fields: { status: { enum: 'ProbeStatus' } }, omitNull: true },
          },
        },
        engine: { enum: 'Engine' },
      },
    },
  },
  {
    method: 'GET',
    path: '/api/search',
    status: 200,
    field: 'Query.searchMessages',
    operation: `query RestSearchMessages($query: String!, $sessionId: ID, $chatId: Jid, $from: Jid, $direction: MessageDirection, $type: MessageType, $dateFrom: Float, $dateTo: Float, $limit: Int, $offset: Int) {
  answer: searchMessages(
    query: $query
    sessionId: $sessionId
    chatId: $chatId
    from: $from
    direction: $direction
    type: $type
    dateFrom: $dateFrom
    dateTo: $dateTo
    limit: $limit
    offset: $offset
  ) {
    messages {
      id
      waMessageId
      sessionId
      chatId
      author
      from
      to
      body
      type
      direction
      timestamp: sentAt
      status
      metadata
      createdAt
    }
    total
  }
}`,
    inputs: [
      { to: 'chatId', from: 'query', name: 'chatId' },
      { to: 'dateFrom', from: 'query', name: 'dateFrom' },
      { to: 'dateTo', from: 'query', name: 'dateTo' },
      { to: 'direction', from: 'query', name: 'direction' },
      { to: 'from', from: 'query', name: 'from' },
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 100 } },
      { to: 'offset', from: 'query', name: 'offset', lenient: { min: 0, max: 10000 } },
      { to: 'query', from: 'query', name: 'q' },
      { to: 'sessionId', from: 'query', name: 'sessionId' },
      { to: 'type', from: 'query', name: 'type' },
    ],
    answer: {
      fields: {
        messages: {
          fields: {
            type: { enum: 'MessageType' },
            direction: { enum: 'MessageDirection' },
            timestamp: { form: 'epochSeconds' },
            status: { enum: 'MessageStatus' },
          },
        },
      },
    },
  },
  {
    method: 'GET',
    path: '/api/sessions',
    status: 200,
    field: 'Query.sessions',
    operation: `query RestSessions($limit: Int, $offset: Int) {
  answer: sessions(limit: $limit, offset: $offset) {
    id
    name
    status
    phone
    pushName
    connectedAt
    lastActive: lastActiveAt
    lastError
    createdAt
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
    total
    active
    ready
    disconnected
    byStatus
    memoryUsage {
      heapUsed
      heapTotal
      rss
    }
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
    id
    name
    status
    phone
    pushName
    connectedAt
    lastActive: lastActiveAt
    lastError
    createdAt
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
    operation: `query RestChats($sessionId: ID!, $limit: Int, $offset: Int) {
  answer: chats(sessionId: $sessionId, limit: $limit, offset: $offset) {
    id: chatId
    name
    isGroup
    kind
    unreadCount
    timestamp: lastMessageAt
    lastMessage
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
        timestamp: { form: 'epochSeconds', ifNull: 0 },
        lastMessage: { omitNull: true },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/sessions/{id}/chats/delete',
    status: 200,
    field: 'Mutation.deleteChat',
    operation: `mutation RestDeleteChat($input: ChatInput!) {
  answer: deleteChat(input: $input)
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'id', uuid: true },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'POST',
    path: '/api/sessions/{id}/chats/read',
    status: 200,
    field: 'Mutation.markChatRead',
    operation: `mutation RestMarkChatRead($input: ChatInput!) {
  answer: markChatRead(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'id', uuid: true },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'POST',
    path: '/api/sessions/{id}/chats/typing',
    status: 200,
    field: 'Mutation.setPresence',
    operation: `mutation RestSetPresence($input: SetPresenceInput!) {
  answer: setPresence(input: $input)
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'id', uuid: true },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'POST',
    path: '/api/sessions/{id}/chats/unread',
    status: 200,
    field: 'Mutation.markChatUnread',
    operation: `mutation RestMarkChatUnread($input: ChatInput!) {
  answer: markChatUnread(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'id', uuid: true },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'POST',
    path: '/api/sessions/{id}/force-kill',
    status: 200,
    field: 'Mutation.forceKillSession',
    operation: `mutation RestForceKillSession($id: ID!) {
  answer: forceKillSession(id: $id) {
    id
    name
    status
    phone
    pushName
    connectedAt
    lastActive: lastActiveAt
    lastError
    createdAt
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
    id
    name
    status
    phone
    pushName
    connectedAt
    lastActive: lastActiveAt
    lastError
    createdAt
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
    id
    name
    status
    phone
    pushName
    connectedAt
    lastActive: lastActiveAt
    lastError
    createdAt
    updatedAt
  }
}`,
    inputs: [{ to: 'id', from: 'path', name: 'id', uuid: true }],
    answer: { fields: { status: { enum: 'SessionStatus' } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/calls/{callId}/reject',
    status: 200,
    field: 'Mutation.rejectCall',
    operation: `mutation RestRejectCall($input: RejectCallInput!) {
  answer: rejectCall(input: $input)
}`,
    inputs: [
      { to: 'input.callId', from: 'path', name: 'callId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/catalog',
    status: 200,
    field: 'Query.catalog',
    operation: `query RestCatalog($sessionId: ID!) {
  answer: catalog(sessionId: $sessionId) {
    id: catalogId
    name
    description
    productCount
    url
  }
}`,
    inputs: [{ to: 'sessionId', from: 'path', name: 'sessionId' }],
    answer: { fields: { description: { omitNull: true } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/catalog/products',
    status: 200,
    field: 'Query.products',
    operation: `query RestProducts($sessionId: ID!, $page: Int, $limit: Int) {
  answer: products(sessionId: $sessionId, page: $page, limit: $limit) {
    products {
      id: productId
      name
      description
      price
      currency
      priceFormatted
      imageUrl
      url
      isAvailable
      retailerId
    }
    pagination {
      page
      limit
      total
      totalPages
    }
  }
}`,
    inputs: [
      { to: 'limit', from: 'query', name: 'limit' },
      { to: 'page', from: 'query', name: 'page' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {
      fields: {
        products: {
          fields: { description: { omitNull: true }, imageUrl: { omitNull: true }, retailerId: { omitNull: true } },
        },
      },
    },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/catalog/products/{productId}',
    status: 200,
    field: 'Query.product',
    operation: `query RestProduct($sessionId: ID!, $productId: ID!) {
  answer: product(sessionId: $sessionId, productId: $productId) {
    id: productId
    name
    description
    price
    currency
    priceFormatted
    imageUrl
    url
    isAvailable
    retailerId
  }
}`,
    inputs: [
      { to: 'productId', from: 'path', name: 'productId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {
      fields: { description: { omitNull: true }, imageUrl: { omitNull: true }, retailerId: { omitNull: true } },
    },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/channels',
    status: 200,
    field: 'Query.channels',
    operation: `query RestChannels($sessionId: ID!) {
  answer: channels(sessionId: $sessionId) {
    id: channelId
    name
    description
    inviteCode
    subscriberCount
    verified: isVerified
  }
}`,
    inputs: [{ to: 'sessionId', from: 'path', name: 'sessionId' }],
    answer: { fields: { inviteCode: { omitNull: true }, subscriberCount: { omitNull: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/channels/subscribe',
    status: 201,
    field: 'Mutation.followChannel',
    operation: `mutation RestFollowChannel($input: FollowChannelInput!) {
  answer: followChannel(input: $input) {
    id: channelId
    name
    description
    inviteCode
    subscriberCount
    verified: isVerified
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { inviteCode: { omitNull: true }, subscriberCount: { omitNull: true } } },
  },
  {
    method: 'DELETE',
    path: '/api/sessions/{sessionId}/channels/{channelId}',
    status: 200,
    field: 'Mutation.unfollowChannel',
    operation: `mutation RestUnfollowChannel($input: ChannelInput!) {
  answer: unfollowChannel(input: $input)
}`,
    inputs: [
      { to: 'input.channelId', from: 'path', name: 'channelId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/channels/{channelId}',
    status: 200,
    field: 'Query.channel',
    operation: `query RestChannel($sessionId: ID!, $channelId: Jid!) {
  answer: channel(sessionId: $sessionId, channelId: $channelId) {
    id: channelId
    name
    description
    inviteCode
    subscriberCount
    verified: isVerified
  }
}`,
    inputs: [
      { to: 'channelId', from: 'path', name: 'channelId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { inviteCode: { omitNull: true }, subscriberCount: { omitNull: true } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/channels/{channelId}/messages',
    status: 200,
    field: 'Query.channelMessages',
    operation: `query RestChannelMessages($sessionId: ID!, $channelId: Jid!, $limit: Int) {
  answer: channelMessages(
    sessionId: $sessionId
    channelId: $channelId
    limit: $limit
  ) {
    id: messageId
    body
    timestamp: sentAt
    hasMedia
  }
}`,
    inputs: [
      { to: 'channelId', from: 'path', name: 'channelId' },
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 100 } },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { timestamp: { form: 'epochSeconds' } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/contacts',
    status: 200,
    field: 'Query.contacts',
    operation: `query RestContacts($sessionId: ID!, $limit: Int, $offset: Int) {
  answer: contacts(sessionId: $sessionId, limit: $limit, offset: $offset) {
    id: contactId
    name
    pushName
    number
    isMyContact
    isBlocked
  }
}`,
    inputs: [
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 1000 } },
      { to: 'offset', from: 'query', name: 'offset', lenient: { min: 0 } },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { number: { ifNull: '' } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/contacts/check/{number}',
    status: 200,
    field: 'Query.checkNumber',
    operation: `query RestCheckNumber($sessionId: ID!, $number: String!) {
  answer: checkNumber(sessionId: $sessionId, number: $number) {
    number
    exists
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
    path: '/api/sessions/{sessionId}/contacts/profile-pictures',
    status: 200,
    field: 'Query.profilePictures',
    operation: `query RestProfilePictures($sessionId: ID!, $contactIds: [Jid!]!) {
  answer: profilePictures(sessionId: $sessionId, contactIds: $contactIds)
}`,
    inputs: [
      { to: 'contactIds', from: 'query', name: 'ids', commas: 50 },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/contacts/{contactId}',
    status: 200,
    field: 'Query.contact',
    operation: `query RestContact($sessionId: ID!, $contactId: Jid!) {
  answer: contact(sessionId: $sessionId, contactId: $contactId) {
    id: contactId
    name
    pushName
    number
    isMyContact
    isBlocked
  }
}`,
    inputs: [
      { to: 'contactId', from: 'path', name: 'contactId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { number: { ifNull: '' } } },
  },
  {
    method: 'DELETE',
    path: '/api/sessions/{sessionId}/contacts/{contactId}/block',
    status: 200,
    field: 'Mutation.unblockContact',
    operation: `mutation RestUnblockContact($input: ContactInput!) {
  answer: unblockContact(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input.contactId', from: 'path', name: 'contactId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true, message: 'Contact unblocked' },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/contacts/{contactId}/block',
    status: 200,
    field: 'Mutation.blockContact',
    operation: `mutation RestBlockContact($input: ContactInput!) {
  answer: blockContact(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input.contactId', from: 'path', name: 'contactId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true, message: 'Contact blocked' },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/contacts/{contactId}/phone',
    status: 200,
    field: 'Query.contactPhone',
    operation: `query RestContactPhone($sessionId: ID!, $contactId: Jid!) {
  answer: contactPhone(sessionId: $sessionId, contactId: $contactId)
}`,
    inputs: [
      { to: 'contactId', from: 'path', name: 'contactId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
    under: 'phone',
    beside: { contactId: { argument: 'contactId' } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/contacts/{contactId}/profile-picture',
    status: 200,
    field: 'Query.profilePicture',
    operation: `query RestProfilePicture($sessionId: ID!, $contactId: Jid!) {
  answer: profilePicture(sessionId: $sessionId, contactId: $contactId)
}`,
    inputs: [
      { to: 'contactId', from: 'path', name: 'contactId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
    under: 'url',
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/groups',
    status: 200,
    field: 'Query.groups',
    operation: `query RestGroups($sessionId: ID!, $limit: Int, $offset: Int) {
  answer: groups(sessionId: $sessionId, limit: $limit, offset: $offset) {
    id: groupId
    name
    participantsCount
    isAdmin
    linkedParentJID: parent
  }
}`,
    inputs: [
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 1000 } },
      { to: 'offset', from: 'query', name: 'offset', lenient: { min: 0 } },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/groups',
    status: 201,
    field: 'Mutation.createGroup',
    operation: `mutation RestCreateGroup($input: CreateGroupInput!) {
  answer: createGroup(input: $input) {
    id: groupId
    name
    participantsCount
    isAdmin
    linkedParentJID: parent
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/groups/join',
    status: 200,
    field: 'Mutation.joinGroup',
    operation: `mutation RestJoinGroup($input: JoinGroupInput!) {
  answer: joinGroup(input: $input) {
    groupId
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
    beside: { success: true },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/groups/{groupId}',
    status: 200,
    field: 'Query.group',
    operation: `query RestGroup($sessionId: ID!, $groupId: Jid!) {
  answer: group(sessionId: $sessionId, groupId: $groupId) {
    id: groupId
    name
    description
    owner
    createdAt
    participants {
      id: participantId
      number
      isAdmin
      isSuperAdmin
    }
    isReadOnly
    isAnnounce: announce
    announce
    locked
    linkedParentJID: parent
  }
}`,
    inputs: [
      { to: 'groupId', from: 'path', name: 'groupId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {
      fields: {
        owner: { omitNull: true },
        createdAt: { form: 'epochSeconds', omitNull: true },
        participants: { fields: { number: { ifNull: '' } } },
      },
    },
  },
  {
    method: 'PUT',
    path: '/api/sessions/{sessionId}/groups/{groupId}/description',
    status: 200,
    field: 'Mutation.setGroupDescription',
    operation: `mutation RestSetGroupDescription($input: GroupDescriptionInput!) {
  answer: setGroupDescription(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.groupId', from: 'path', name: 'groupId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true, message: 'Group description updated' },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/groups/{groupId}/invite-code',
    status: 200,
    field: 'Query.groupInviteCode',
    operation: `query RestGroupInviteCode($sessionId: ID!, $groupId: Jid!) {
  answer: groupInviteCode(sessionId: $sessionId, groupId: $groupId) {
    inviteCode
    inviteLink
  }
}`,
    inputs: [
      { to: 'groupId', from: 'path', name: 'groupId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/groups/{groupId}/invite-code/revoke',
    status: 200,
    field: 'Mutation.revokeGroupInviteCode',
    operation: `mutation RestRevokeGroupInviteCode($input: GroupInput!) {
  answer: revokeGroupInviteCode(input: $input) {
    inviteCode
    inviteLink
  }
}`,
    inputs: [
      { to: 'input.groupId', from: 'path', name: 'groupId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
    beside: { message: 'Invite code revoked' },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/groups/{groupId}/leave',
    status: 200,
    field: 'Mutation.leaveGroup',
    operation: `mutation RestLeaveGroup($input: GroupInput!) {
  answer: leaveGroup(input: $input)
}`,
    inputs: [
      { to: 'input.groupId', from: 'path', name: 'groupId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true, message: 'Left the group' },
  },
  {
    method: 'DELETE',
    path: '/api/sessions/{sessionId}/groups/{groupId}/participants',
    status: 200,
    field: 'Mutation.removeParticipants',
    operation: `mutation RestRemoveParticipants($input: ParticipantsInput!) {
  answer: removeParticipants(input: $input) {
    results {
      id: participantId
      ok
      status
    }
  }
}`,
    inputs: [
      { to: 'input.groupId', from: 'path', name: 'groupId' },
      { to: 'input.participants', from: 'body', name: 'participants' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
    beside: { success: true, message: 'Participants removed' },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/groups/{groupId}/participants',
    status: 200,
    field: 'Mutation.addParticipants',
    operation: `mutation RestAddParticipants($input: ParticipantsInput!) {
  answer: addParticipants(input: $input) {
    results {
      id: participantId
      ok
      status
    }
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.groupId', from: 'path', name: 'groupId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
    beside: { success: true, message: 'Participants added' },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/groups/{groupId}/participants/demote',
    status: 200,
    field: 'Mutation.demoteParticipants',
    operation: `mutation RestDemoteParticipants($input: ParticipantsInput!) {
  answer: demoteParticipants(input: $input) {
    results {
      id: participantId
      ok
      status
    }
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.groupId', from: 'path', name: 'groupId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
    beside: { success: true, message: 'Participants demoted' },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/groups/{groupId}/participants/promote',
    status: 200,
    field: 'Mutation.promoteParticipants',
    operation: `mutation RestPromoteParticipants($input: ParticipantsInput!) {
  answer: promoteParticipants(input: $input) {
    results {
      id: participantId
      ok
      status
    }
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.groupId', from: 'path', name: 'groupId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
    beside: { success: true, message: 'Participants promoted' },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/groups/{groupId}/settings',
    status: 200,
    field: 'Query.group',
    operation: `query RestGroupSettings($sessionId: ID!, $groupId: Jid!) {
  answer: group(sessionId: $sessionId, groupId: $groupId) {
    announce
    locked
  }
}`,
    inputs: [
      { to: 'groupId', from: 'path', name: 'groupId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'PUT',
    path: '/api/sessions/{sessionId}/groups/{groupId}/settings',
    status: 200,
    field: 'Mutation.setGroupSettings',
    operation: `mutation RestSetGroupSettings($input: GroupSettingsInput!) {
  answer: setGroupSettings(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.groupId', from: 'path', name: 'groupId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true, message: 'Group settings updated' },
  },
  {
    method: 'PUT',
    path: '/api/sessions/{sessionId}/groups/{groupId}/subject',
    status: 200,
    field: 'Mutation.setGroupSubject',
    operation: `mutation RestSetGroupSubject($input: GroupSubjectInput!) {
  answer: setGroupSubject(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.groupId', from: 'path', name: 'groupId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true, message: 'Group subject updated' },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/labels',
    status: 200,
    field: 'Query.labels',
    operation: `query RestLabels($sessionId: ID!) {
  answer: labels(sessionId: $sessionId) {
    id: labelId
    name
    hexColor: color
  }
}`,
    inputs: [{ to: 'sessionId', from: 'path', name: 'sessionId' }],
    answer: {},
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/labels/chat/{chatId}',
    status: 200,
    field: 'Query.chatLabels',
    operation: `query RestChatLabels($sessionId: ID!, $chatId: Jid!) {
  answer: chatLabels(sessionId: $sessionId, chatId: $chatId) {
    id: labelId
    name
    hexColor: color
  }
}`,
    inputs: [
      { to: 'chatId', from: 'path', name: 'chatId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/labels/chat/{chatId}',
    status: 200,
    field: 'Mutation.addChatLabel',
    operation: `mutation RestAddChatLabel($input: ChatLabelInput!) {
  answer: addChatLabel(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.chatId', from: 'path', name: 'chatId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'DELETE',
    path: '/api/sessions/{sessionId}/labels/chat/{chatId}/{labelId}',
    status: 200,
    field: 'Mutation.removeChatLabel',
    operation: `mutation RestRemoveChatLabel($input: ChatLabelInput!) {
  answer: removeChatLabel(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input.chatId', from: 'path', name: 'chatId' },
      { to: 'input.labelId', from: 'path', name: 'labelId' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/labels/{labelId}',
    status: 200,
    field: 'Query.label',
    operation: `query RestLabel($sessionId: ID!, $labelId: ID!) {
  answer: label(sessionId: $sessionId, labelId: $labelId) {
    id: labelId
    name
    hexColor: color
  }
}`,
    inputs: [
      { to: 'labelId', from: 'path', name: 'labelId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/messages',
    status: 200,
    field: 'Query.messages',
    operation: `query RestMessages($sessionId: ID!, $chatId: Jid, $from: Jid, $limit: Int, $offset: Int) {
  answer: messages(
    sessionId: $sessionId
    chatId: $chatId
    from: $from
    limit: $limit
    offset: $offset
  ) {
    messages {
      id
      waMessageId
      sessionId
      chatId
      author
      from
      to
      body
      type
      direction
      timestamp: sentAt
      status
      metadata
      createdAt
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
            type: { enum: 'MessageType' },
            direction: { enum: 'MessageDirection' },
            timestamp: { form: 'epochSeconds' },
            status: { enum: 'MessageStatus' },
          },
        },
      },
    },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/messages/batch/{batchId}',
    status: 200,
    field: 'Query.batch',
    operation: `query RestBatch($sessionId: ID!, $batchId: ID!) {
  answer: batch(sessionId: $sessionId, batchId: $batchId) {
    batchId
    status
    progress {
      total
      sent
      failed
      pending
      cancelled
    }
    results {
      chatId
      status
      messageId
      sentAt
      error {
        code
        message
      }
    }
    startedAt
    completedAt
  }
}`,
    inputs: [
      { to: 'batchId', from: 'path', name: 'batchId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {
      fields: {
        status: { enum: 'BatchStatus' },
        results: {
          fields: {
            status: { enum: 'BatchItemStatus' },
            messageId: { omitNull: true },
            sentAt: { omitNull: true },
            error: { fields: { code: { enum: 'BatchErrorCode' } }, omitNull: true },
          },
        },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/batch/{batchId}/cancel',
    status: 200,
    field: 'Mutation.cancelBatch',
    operation: `mutation RestCancelBatch($sessionId: ID!, $batchId: ID!) {
  answer: cancelBatch(sessionId: $sessionId, batchId: $batchId) {
    batchId
    status
    progress {
      total
      sent
      failed
      pending
      cancelled
    }
  }
}`,
    inputs: [
      { to: 'batchId', from: 'path', name: 'batchId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { status: { enum: 'BatchStatus' } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/delete',
    status: 200,
    field: 'Mutation.deleteMessage',
    operation: `mutation RestDeleteMessage($input: DeleteMessageInput!) {
  answer: deleteMessage(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/edit',
    status: 200,
    field: 'Mutation.editMessage',
    operation: `mutation RestEditMessage($input: EditMessageInput!) {
  answer: editMessage(input: $input) {
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
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/forward',
    status: 201,
    field: 'Mutation.forwardMessage',
    operation: `mutation RestForwardMessage($input: ForwardMessageInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: forwardMessage(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/react',
    status: 200,
    field: 'Mutation.reactToMessage',
    operation: `mutation RestReactToMessage($input: ReactToMessageInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: reactToMessage(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    __typename
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: 'empty',
    beside: { success: true },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/reply',
    status: 201,
    field: 'Mutation.replyToMessage',
    operation: `mutation RestReplyToMessage($input: ReplyToMessageInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: replyToMessage(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-audio',
    status: 201,
    field: 'Mutation.sendAudio',
    operation: `mutation RestSendAudio($input: SendAudioInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendAudio(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-bulk',
    status: 202,
    field: 'Mutation.sendBulk',
    operation: `mutation RestSendBulk($input: SendBulkInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendBulk(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    batchId
    status
    totalMessages
    estimatedCompletionTime
    statusUrl
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { status: { enum: 'BatchStatus' } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-catalog',
    status: 201,
    field: 'Mutation.sendCatalog',
    operation: `mutation RestSendCatalog($input: SendCatalogInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendCatalog(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      id: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-contact',
    status: 201,
    field: 'Mutation.sendContact',
    operation: `mutation RestSendContact($input: SendContactInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendContact(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-document',
    status: 201,
    field: 'Mutation.sendDocument',
    operation: `mutation RestSendDocument($input: SendDocumentInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendDocument(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-image',
    status: 201,
    field: 'Mutation.sendImage',
    operation: `mutation RestSendImage($input: SendImageInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendImage(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-location',
    status: 201,
    field: 'Mutation.sendLocation',
    operation: `mutation RestSendLocation($input: SendLocationInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendLocation(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-poll',
    status: 201,
    field: 'Mutation.sendPoll',
    operation: `mutation RestSendPoll($input: SendPollInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendPoll(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-product',
    status: 201,
    field: 'Mutation.sendProduct',
    operation: `mutation RestSendProduct($input: SendProductInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendProduct(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      id: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-sticker',
    status: 201,
    field: 'Mutation.sendSticker',
    operation: `mutation RestSendSticker($input: SendStickerInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendSticker(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-template',
    status: 201,
    field: 'Mutation.sendTemplate',
    operation: `mutation RestSendTemplate($input: SendTemplateInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendTemplate(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-text',
    status: 201,
    field: 'Mutation.sendText',
    operation: `mutation RestSendText($input: SendTextInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendText(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/messages/send-video',
    status: 201,
    field: 'Mutation.sendVideo',
    operation: `mutation RestSendVideo($input: SendVideoInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: sendVideo(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    message {
      messageId: waMessageId
      timestamp: sentAt
    }
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: { fields: { message: { fields: { timestamp: { form: 'epochSeconds' } }, flatten: true } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/messages/{chatId}/history',
    status: 200,
    field: 'Query.liveHistory',
    operation: `query RestLiveHistory($sessionId: ID!, $chatId: Jid!, $limit: Int, $deep: Boolean) {
  answer: liveHistory(
    sessionId: $sessionId
    chatId: $chatId
    limit: $limit
    deep: $deep
  ) {
    id: waMessageId
    chatId
    author
    from
    to
    isGroup
    fromMe
    type
    body
    timestamp: sentAt
  }
}`,
    inputs: [
      { to: 'chatId', from: 'path', name: 'chatId' },
      { to: 'deep', from: 'query', name: 'deep' },
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 2000 } },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { type: { enum: 'MessageType' }, timestamp: { form: 'epochSeconds' } } },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/messages/{chatId}/{messageId}/reactions',
    status: 200,
    field: 'Query.messageReactions',
    operation: `query RestMessageReactions($sessionId: ID!, $chatId: Jid!, $messageId: ID!) {
  answer: messageReactions(
    sessionId: $sessionId
    chatId: $chatId
    messageId: $messageId
  ) {
    emoji
    senders {
      senderId
      emoji
      timestamp: reactedAt
    }
  }
}`,
    inputs: [
      { to: 'chatId', from: 'path', name: 'chatId' },
      { to: 'messageId', from: 'path', name: 'messageId' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { senders: { fields: { timestamp: { form: 'epochSeconds' } } } } },
  },
  {
    method: 'PUT',
    path: '/api/sessions/{sessionId}/profile/name',
    status: 200,
    field: 'Mutation.setProfileName',
    operation: `mutation RestSetProfileName($input: SetProfileNameInput!) {
  answer: setProfileName(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true, message: 'Profile name updated' },
  },
  {
    method: 'PUT',
    path: '/api/sessions/{sessionId}/profile/picture',
    status: 200,
    field: 'Mutation.setProfilePicture',
    operation: `mutation RestSetProfilePicture($input: SetProfilePictureInput!) {
  answer: setProfilePicture(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true, message: 'Profile picture updated' },
  },
  {
    method: 'PUT',
    path: '/api/sessions/{sessionId}/profile/status',
    status: 200,
    field: 'Mutation.setProfileStatus',
    operation: `mutation RestSetProfileStatus($input: SetProfileStatusInput!) {
  answer: setProfileStatus(input: $input) {
    __typename
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
    beside: { success: true, message: 'Profile status updated' },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/status',
    status: 200,
    field: 'Query.statuses',
    operation: `query RestStatuses($sessionId: ID!) {
  answer: statuses(sessionId: $sessionId) {
    id: statusId
    contact {
      id: contactId
      name
      pushName
    }
    type
    caption
    mediaUrl
    backgroundColor
    font
    timestamp: postedAt
    expiresAt
  }
}`,
    inputs: [{ to: 'sessionId', from: 'path', name: 'sessionId' }],
    answer: {
      fields: {
        contact: { fields: { name: { omitNull: true }, pushName: { omitNull: true } } },
        type: { enum: 'StatusType' },
        caption: { omitNull: true },
        mediaUrl: { omitNull: true },
        backgroundColor: { omitNull: true },
        font: { omitNull: true },
      },
    },
    under: 'statuses',
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/status/send-image',
    status: 201,
    field: 'Mutation.postImageStatus',
    operation: `mutation RestPostImageStatus($input: PostImageStatusInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: postImageStatus(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    statusId
    timestamp: postedAt
    expiresAt
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: {},
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/status/send-text',
    status: 201,
    field: 'Mutation.postTextStatus',
    operation: `mutation RestPostTextStatus($input: PostTextStatusInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: postTextStatus(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    statusId
    timestamp: postedAt
    expiresAt
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: {},
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/status/send-video',
    status: 201,
    field: 'Mutation.postVideoStatus',
    operation: `mutation RestPostVideoStatus($input: PostVideoStatusInput!, $idempotencyKey: String, $resendIfUnknown: Boolean) {
  answer: postVideoStatus(
    input: $input
    idempotencyKey: $idempotencyKey
    resendIfUnknown: $resendIfUnknown
  ) {
    statusId
    timestamp: postedAt
    expiresAt
  }
}`,
    inputs: [
      { to: 'idempotencyKey', from: 'header', name: 'Idempotency-Key' },
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'resendIfUnknown', from: 'header', name: 'Idempotency-Resend-If-Unknown' },
    ],
    answer: {},
  },
  {
    method: 'DELETE',
    path: '/api/sessions/{sessionId}/status/{id}',
    status: 200,
    field: 'Mutation.deleteStatus',
    operation: `mutation RestDeleteStatus($input: DeleteStatusInput!) {
  answer: deleteStatus(input: $input)
}`,
    inputs: [
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
      { to: 'input.statusId', from: 'path', name: 'id' },
    ],
    answer: 'empty',
    beside: { message: 'Status deleted' },
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/status/{id}',
    status: 200,
    field: 'Query.contactStatuses',
    operation: `query RestContactStatuses($sessionId: ID!, $contactId: Jid!) {
  answer: contactStatuses(sessionId: $sessionId, contactId: $contactId) {
    id: statusId
    contact {
      id: contactId
      name
      pushName
    }
    type
    caption
    mediaUrl
    backgroundColor
    font
    timestamp: postedAt
    expiresAt
  }
}`,
    inputs: [
      { to: 'contactId', from: 'path', name: 'id' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {
      fields: {
        contact: { fields: { name: { omitNull: true }, pushName: { omitNull: true } } },
        type: { enum: 'StatusType' },
        caption: { omitNull: true },
        mediaUrl: { omitNull: true },
        backgroundColor: { omitNull: true },
        font: { omitNull: true },
      },
    },
    under: 'statuses',
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/templates',
    status: 200,
    field: 'Query.templates',
    operation: `query RestTemplates($sessionId: ID!) {
  answer: templates(sessionId: $sessionId) {
    id
    sessionId
    name
    body
    header
    footer
    createdAt
    updatedAt
  }
}`,
    inputs: [{ to: 'sessionId', from: 'path', name: 'sessionId' }],
    answer: {},
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/templates',
    status: 201,
    field: 'Mutation.createTemplate',
    operation: `mutation RestCreateTemplate($input: CreateTemplateInput!) {
  answer: createTemplate(input: $input) {
    id
    sessionId
    name
    body
    header
    footer
    createdAt
    updatedAt
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'DELETE',
    path: '/api/sessions/{sessionId}/templates/{id}',
    status: 204,
    field: 'Mutation.deleteTemplate',
    operation: `mutation RestDeleteTemplate($sessionId: ID!, $id: ID!) {
  answer: deleteTemplate(sessionId: $sessionId, id: $id)
}`,
    inputs: [
      { to: 'id', from: 'path', name: 'id' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: 'empty',
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/templates/{id}',
    status: 200,
    field: 'Query.template',
    operation: `query RestTemplate($sessionId: ID!, $id: ID!) {
  answer: template(sessionId: $sessionId, id: $id) {
    id
    sessionId
    name
    body
    header
    footer
    createdAt
    updatedAt
  }
}`,
    inputs: [
      { to: 'id', from: 'path', name: 'id' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'PUT',
    path: '/api/sessions/{sessionId}/templates/{id}',
    status: 200,
    field: 'Mutation.updateTemplate',
    operation: `mutation RestUpdateTemplate($input: UpdateTemplateInput!) {
  answer: updateTemplate(input: $input) {
    id
    sessionId
    name
    body
    header
    footer
    createdAt
    updatedAt
  }
}`,
    inputs: [
      { to: 'input', from: 'body' },
      { to: 'input.id', from: 'path', name: 'id' },
      { to: 'input.sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: {},
  },
  {
    method: 'GET',
    path: '/api/sessions/{sessionId}/webhooks',
    status: 200,
    field: 'Query.sessionWebhooks',
    operation: `query RestSessionWebhooks($sessionId: ID!) {
  answer: sessionWebhooks(sessionId: $sessionId) {
    id
    sessionId
    url
    events
    filters {
      conditions {
        field
        operator
        value
        caseSensitive
      }
    }
    active
    disabledReason
    failingSince
    retryCount
    retryPolicy
    payloadQuery
    lastTriggeredAt
    createdAt
    updatedAt
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
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
                caseSensitive: { omitNull: true },
              },
            },
          },
        },
        disabledReason: { enum: 'WebhookDisabledReason', omitNull: true },
        failingSince: { omitNull: true },
        retryPolicy: { enum: 'WebhookRetryPolicy', omitNull: true },
        payloadQuery: { omitNull: true },
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
    id
    sessionId
    url
    events
    filters {
      conditions {
        field
        operator
        value
        caseSensitive
      }
    }
    active
    disabledReason
    failingSince
    retryCount
    retryPolicy
    payloadQuery
    lastTriggeredAt
    createdAt
    updatedAt
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
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
                caseSensitive: { omitNull: true },
              },
            },
          },
        },
        disabledReason: { enum: 'WebhookDisabledReason', omitNull: true },
        failingSince: { omitNull: true },
        retryPolicy: { enum: 'WebhookRetryPolicy', omitNull: true },
        payloadQuery: { omitNull: true },
      },
    },
  },
  {
    method: 'DELETE',
    path: '/api/sessions/{sessionId}/webhooks/{id}',
    status: 204,
    field: 'Mutation.deleteWebhook',
    operation: `mutation RestDeleteWebhook($sessionId: ID!, $id: ID!) {
  answer: deleteWebhook(sessionId: $sessionId, id: $id)
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
    operation: `query RestWebhook($sessionId: ID!, $id: ID!) {
  answer: webhook(sessionId: $sessionId, id: $id) {
    id
    sessionId
    url
    events
    filters {
      conditions {
        field
        operator
        value
        caseSensitive
      }
    }
    active
    disabledReason
    failingSince
    retryCount
    retryPolicy
    payloadQuery
    lastTriggeredAt
    createdAt
    updatedAt
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
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
                caseSensitive: { omitNull: true },
              },
            },
          },
        },
        disabledReason: { enum: 'WebhookDisabledReason', omitNull: true },
        failingSince: { omitNull: true },
        retryPolicy: { enum: 'WebhookRetryPolicy', omitNull: true },
        payloadQuery: { omitNull: true },
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
    id
    sessionId
    url
    events
    filters {
      conditions {
        field
        operator
        value
        caseSensitive
      }
    }
    active
    disabledReason
    failingSince
    retryCount
    retryPolicy
    payloadQuery
    lastTriggeredAt
    createdAt
    updatedAt
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
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
                caseSensitive: { omitNull: true },
              },
            },
          },
        },
        disabledReason: { enum: 'WebhookDisabledReason', omitNull: true },
        failingSince: { omitNull: true },
        retryPolicy: { enum: 'WebhookRetryPolicy', omitNull: true },
        payloadQuery: { omitNull: true },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/sessions/{sessionId}/webhooks/{id}/test',
    status: 200,
    field: 'Mutation.testWebhook',
    operation: `mutation RestTestWebhook($sessionId: ID!, $id: ID!) {
  answer: testWebhook(sessionId: $sessionId, id: $id) {
    success
    statusCode
    error
  }
}`,
    inputs: [
      { to: 'id', from: 'path', name: 'id' },
      { to: 'sessionId', from: 'path', name: 'sessionId' },
    ],
    answer: { fields: { statusCode: { omitNull: true }, error: { omitNull: true } } },
  },
  {
    method: 'GET',
    path: '/api/settings',
    status: 200,
    field: 'Query.settings',
    operation: `query RestSettings {
  answer: settings {
    name
    value
    source
  }
}`,
    inputs: [],
    answer: { fields: { source: { enum: 'SettingSource' } } },
  },
  {
    method: 'GET',
    path: '/api/stats/messages',
    status: 200,
    field: 'Query.messageStats',
    operation: `query RestMessageStats($period: StatsPeriod) {
  answer: messageStats(period: $period) {
    timeSeries {
      timestamp
      sent
      received
    }
    byType
    bySession {
      sessionId
      name
      sent
      received
    }
    topChats {
      sessionId
      chatId
      name
      messageCount
    }
  }
}`,
    inputs: [{ to: 'period', from: 'query', name: 'period' }],
    answer: {},
  },
  {
    method: 'GET',
    path: '/api/stats/overview',
    status: 200,
    field: 'Query.statsOverview',
    operation: `query RestStatsOverview {
  answer: statsOverview {
    sessions {
      active
      total
      byStatus
    }
    messages {
      sent
      received
      failed
      today {
        sent
        received
      }
    }
  }
}`,
    inputs: [],
    answer: {},
  },
  {
    method: 'GET',
    path: '/api/stats/sessions/{sessionId}',
    status: 200,
    field: 'Query.sessionStats',
    operation: `query RestSessionStats($sessionId: ID!) {
  answer: sessionStats(sessionId: $sessionId) {
    session {
      id
      name
      status
      phone
    }
    messages {
      sent
      received
      failed
      today {
        sent
        received
      }
    }
    topChats {
      sessionId
      chatId
      name
      messageCount
    }
    hourlyActivity {
      hour
      sent
      received
    }
  }
}`,
    inputs: [{ to: 'sessionId', from: 'path', name: 'sessionId' }],
    answer: { fields: { session: { fields: { status: { enum: 'SessionStatus' } } } } },
  },
  {
    method: 'GET',
    path: '/api/webhooks',
    status: 200,
    field: 'Query.webhooks',
    operation: `query RestWebhooks($limit: Int, $offset: Int) {
  answer: webhooks(limit: $limit, offset: $offset) {
    id
    sessionId
    url
    events
    filters {
      conditions {
        field
        operator
        value
        caseSensitive
      }
    }
    active
    disabledReason
    failingSince
    retryCount
    retryPolicy
    payloadQuery
    lastTriggeredAt
    createdAt
    updatedAt
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
                field: { enum: 'WebhookFilterField' },
                operator: { enum: 'WebhookFilterOperator' },
                caseSensitive: { omitNull: true },
              },
            },
          },
        },
        disabledReason: { enum: 'WebhookDisabledReason', omitNull: true },
        failingSince: { omitNull: true },
        retryPolicy: { enum: 'WebhookRetryPolicy', omitNull: true },
        payloadQuery: { omitNull: true },
      },
    },
  },
  {
    method: 'GET',
    path: '/api/webhooks/delivery-failures',
    status: 200,
    field: 'Query.deliveryFailures',
    operation: `query RestDeliveryFailures($sessionId: ID, $limit: Int, $offset: Int) {
  answer: deliveryFailures(sessionId: $sessionId, limit: $limit, offset: $offset) {
    id
    webhookId
    webhook {
      sessionId
      url
    }
    event
    eventId
    attempts: attemptCount
    lastStatusCode
    lastError
    createdAt
    failedAt: finishedAt
  }
}`,
    inputs: [
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 1000 } },
      { to: 'offset', from: 'query', name: 'offset', lenient: { min: 0 } },
      { to: 'sessionId', from: 'query', name: 'sessionId' },
    ],
    answer: { fields: { webhook: { flatten: true }, event: { enum: 'EventType' } } },
  },
];
