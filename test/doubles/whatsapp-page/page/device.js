/** What stays in the browser's profile between two runs: which linked device this is. */
const KEY = 'device';

const open = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open('whatsapp-page-double', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('values');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });

/** Resolves when it is on disk. */
async function transact(mode, action) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction('values', mode, { durability: 'strict' });
      const asked = action(transaction.objectStore('values'));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const saveDevice = (device) => transact('readwrite', (store) => store.put(device, KEY));
export const clearDevice = () => transact('readwrite', (store) => store.clear());
export const loadDevice = () => transact('readonly', (store) => store.get(KEY));
