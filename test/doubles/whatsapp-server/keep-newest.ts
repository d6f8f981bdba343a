/** Keeps a map or set at a size by forgetting what was put in first. */
export function keepNewest<Key>(collection: Map<Key, unknown> | Set<Key>, max: number): void {
  while (collection.size > max) {
    const [oldest] = collection.keys();
    collection.delete(oldest as Key);
  }
}
