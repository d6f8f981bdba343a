import { emptyStore, openStoreOnDisk, type Rig, type RigOptions, startRig, type StoreOnDisk } from './rig.js';

/**
 * For the tests of a file: one store, empty at the beginning of each, and a rig for each.
 * @param begin takes them
 * @returns ends the rig of a test, which begins anew with another one
 */
export function rigForEach(
  begin: (made: { readonly store: StoreOnDisk; readonly rig: Rig }) => unknown,
  options: RigOptions = {},
): (other: RigOptions) => Promise<void> {
  let store: StoreOnDisk;
  let rig: Rig | undefined;
  const start = async (chosen: RigOptions): Promise<void> => {
    rig = await startRig(store, chosen);
    await begin({ store, rig });
  };
  beforeAll(async () => {
    store = await openStoreOnDisk();
  });
  beforeEach(() => start(options));
  afterEach(async () => {
    await rig?.stop();
    await emptyStore(store);
  });
  afterAll(() => store.remove());
  return async (other) => {
    await rig?.stop();
    await start(other);
  };
}
