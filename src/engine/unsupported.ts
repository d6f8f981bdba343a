import { NotImplementedError } from '../domain/errors.js';
import type { EngineKind } from '../domain/session.js';
import { CAPABILITIES, type Capability } from './capability.js';

/** The refusal of what an engine does not declare. */
export const notImplemented = (capability: Capability, kind: EngineKind): NotImplementedError =>
  new NotImplementedError(CAPABILITIES[capability], kind);

/** Stands where an engine has no operation; callers ask its capabilities first and never get here. */
export const unsupported =
  (capability: Capability, kind: EngineKind): (() => Promise<never>) =>
  () =>
    Promise.reject(notImplemented(capability, kind));
