/** Work of one chat is done in its order, work of several chats side by side. */
export class ChatChains {
  readonly #tails = new Map<string, Promise<void>>();

  /** @param first what everything waits for */
  constructor(private readonly first: Promise<void>) {}

  /** @param task must not reject */
  add(chatId: string, task: () => Promise<void>): void {
    const tail = (this.#tails.get(chatId) ?? this.first).then(task);
    this.#tails.set(chatId, tail);
    void tail.finally(() => {
      if (this.#tails.get(chatId) === tail) this.#tails.delete(chatId);
    });
  }
}
