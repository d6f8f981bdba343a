export type AuditSeverity = 'info' | 'warn' | 'error';

/**
 * What the audit log records, as documented but for the new secret of a webhook, with how serious it is. Of the documented actions, messages and webhook
 * deliveries are not here: they have a log of their own each.
 */
export const AUDIT_ACTIONS = {
  api_key_created: 'info',
  api_key_updated: 'info',
  api_key_revoked: 'info',
  api_key_deleted: 'info',
  api_key_auth_failed: 'warn',
  rate_limit_exceeded: 'warn',
  session_created: 'info',
  session_started: 'info',
  session_stopped: 'info',
  session_force_killed: 'warn',
  session_deleted: 'info',
  session_qr_generated: 'info',
  session_connected: 'info',
  session_disconnected: 'warn',
  webhook_created: 'info',
  webhook_deleted: 'info',
  webhook_failed: 'warn',
  webhook_secret_rotated: 'info',
  infra_data_exported: 'warn',
  infra_data_imported: 'warn',
} as const satisfies Record<string, AuditSeverity>;

export type AuditAction = keyof typeof AUDIT_ACTIONS;

/** Who asks for something, and from where. */
export interface Actor {
  /** Null for a caller without a valid key, and for the gateway itself. */
  readonly caller: { readonly keyId: string; readonly keyName: string } | null;
  /** Empty: not known. */
  readonly ip: string;
}

/** Something that was done. Never holds a secret or the text of a message. */
export interface AuditRecord {
  readonly action: AuditAction;
  readonly actor?: Actor;
  readonly sessionId?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}
