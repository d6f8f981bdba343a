import type { Answer, Call, CallOptions, Parameters, Target } from './caller.js';
import type { Route } from './operations.js';

/** What every case is given. */
export interface Stage {
  /** The gateway, and the admin key that the run was given. */
  readonly target: Target;
  readonly call: Call;
  /** As `call`, and judges nothing: for what is not documented. */
  readonly ask: (route: Route, parameters?: Parameters, options?: CallOptions) => Promise<Answer<unknown>>;
  /** As `call`, of another gateway. */
  readonly at: (target: Target) => Call;
  /** An address that webhooks may have. Nothing is sent there. */
  readonly webhookUrl: string;
  /** Names what a case makes, and nothing else has this name: `contract-1a2b3c-7`. */
  readonly label: string;
  /** Removes what the case made, once it is over, however it ends; the newest first. It may be gone by then. */
  readonly later: (remove: Route, parameters: Parameters) => void;
  /** A new session of the default engine, not started. It is removed when the case is over. @returns its id */
  readonly session: () => Promise<string>;
  /** A key of this role, made for the run. */
  readonly keyOf: (role: 'viewer' | 'operator') => Promise<string>;
}
