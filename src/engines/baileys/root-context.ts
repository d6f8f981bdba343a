import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Runs something outside of every async context: inside no transaction of the library, and keeping nothing alive of
 * whoever asked for it.
 */
export const inRootContext: <T>(work: () => T) => T = AsyncLocalStorage.snapshot();
