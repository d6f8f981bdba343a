import { CAPABILITY_NAMES, type Capability } from '../../src/engine/capability.js';
import type { Stage } from './stage.js';

/** Asks for what the capability stands for, with good input. @throws (jest) unless the answer is NOT_IMPLEMENTED */
export type Refusal = (stage: Stage) => Promise<void>;

export const REFUSALS = Object.fromEntries(
  CAPABILITY_NAMES.map((capability) => [capability, async () => undefined]),
) as unknown as Record<Capability, Refusal>;
