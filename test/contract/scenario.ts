import type { Capability } from '../../src/engine/capability.js';
import type { Stage } from './stage.js';
import type { Sighting } from './words.js';

/** One event as the subscription tells it. */
export interface Told {
  readonly type: string;
  readonly data: unknown;
}

/** A stored message as `messages` answers it, without its own id and without what differs from run to run. */
export interface Stored {
  readonly waMessageId: string;
  readonly chatId: string;
  readonly author: string;
  readonly authorName: string | null;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly type: string;
  readonly direction: string;
  readonly status: string;
  readonly metadata: unknown;
  readonly media: unknown;
  /** Whether it says that it was edited, and that this was just now. */
  readonly edited: boolean;
  readonly reactions: readonly { readonly senderId: string; readonly emoji: string }[];
  readonly mentions: readonly string[];
  readonly quoted: unknown;
  readonly location: unknown;
  readonly poll: unknown;
}

/** What must be true after a scenario, and stay true: the same on every engine. */
export interface Outcome {
  /** What the other side saw, in this order. */
  readonly seen?: readonly Sighting[];
  /** Every event about the people of this scenario, in this order. */
  readonly events?: readonly Told[];
  /** Every stored message with them, oldest first. */
  readonly rows?: readonly Stored[];
}

/** Something that every engine which declares these capabilities must be able to do. */
export interface Scenario {
  readonly title: string;
  /** Played on the engines that declare all of them. */
  readonly proves: readonly Capability[];
  /** Acts through the GraphQL surface and on the other side. What it reads on the way it checks by itself. */
  play(stage: Stage): Promise<Outcome>;
}
