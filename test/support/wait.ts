/**
 * Polls a named condition. No test sleeps for a guessed time. The time allowed is for a machine that does much else at
 * once; a test that says something about speed gives its own.
 * @throws Error naming `what` after `withinMs`
 */
export async function waitFor<T>(what: string, test: () => T | Promise<T>, withinMs = 40_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await test();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`not seen within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
