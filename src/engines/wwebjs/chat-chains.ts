/** Work of one chat is done in its order, work of several chats side by side. */
export class ChatChains {
  readonly #tails = new Map<string, Promise<void>>();

  /**
   * @param spellings every known address of the chat: what is under way under one of them comes first
   * @param task must not reject
   */
  add(spellings: readonly string[], task: () => Promise<void>): void {
    const earlier = spellings.flatMap((spelling) => this.#tails.get(spelling) ?? []);
    const tail = Promise.all(earlier).then(task);
    for (const spelling of spellings) this.#tails.set(spelling, tail);
    void tail.finally(() => {
      for (const spelling of spellings) if (this.#tails.get(spelling) === tail) this.#tails.delete(spelling);
    });
  }
}
