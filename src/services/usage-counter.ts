import type { Logger } from '../runtime/logger.js';
import type { PrismaClient } from '../store/store.js';

const FLUSH_EVERY_MS = 60_000;

interface Usage {
  count: number;
  lastUsedAt: Date;
}

/** Counts uses of keys in memory and writes them once a minute, so that a request costs no write. */
export class UsageCounter {
  private pending = new Map<string, Usage>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly main: PrismaClient,
    private readonly logger: Logger,
  ) {}

  count(keyId: string): void {
    const usage = this.pending.get(keyId);
    if (usage === undefined) this.pending.set(keyId, { count: 1, lastUsedAt: new Date() });
    else {
      usage.count += 1;
      usage.lastUsedAt = new Date();
    }
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  /** Writes what is pending, for good. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.flush();
  }

  private async flush(): Promise<void> {
    this.timer = undefined;
    const written = this.pending;
    this.pending = new Map();
    if (written.size === 0) return;
    try {
      await this.main.$transaction(
        [...written].map(([id, { count, lastUsedAt }]) =>
          this.main.apiKey.updateMany({ where: { id }, data: { usageCount: { increment: count }, lastUsedAt } }),
        ),
      );
    } catch (error) {
      this.logger.warn({ err: error, keys: written.size }, 'use of keys could not be recorded');
    }
  }
}
