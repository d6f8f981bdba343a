import {
  BufferJSON,
  proto,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '@whiskeysockets/baileys';

type DataType = keyof SignalDataTypeMap;

/** Keeps JSON texts, as a database would: what does not survive that shows here. */
export function memoryKeyStore(): SignalKeyStore {
  const rows = new Map<string, string>();
  return {
    get: async <T extends DataType>(type: T, ids: string[]) => {
      const found: Record<string, SignalDataTypeMap[T]> = {};
      for (const id of ids) {
        const row = rows.get(`${type}/${id}`);
        if (row !== undefined) found[id] = parse(type, row);
      }
      return found;
    },
    set: async (data: SignalDataSet) => {
      for (const [type, values] of Object.entries(data)) {
        for (const [id, value] of Object.entries(values)) {
          if (value === null || value === undefined) rows.delete(`${type}/${id}`);
          else rows.set(`${type}/${id}`, JSON.stringify(value, BufferJSON.replacer));
        }
      }
    },
  };
}

function parse<T extends DataType>(type: T, row: string): SignalDataTypeMap[T] {
  const value = JSON.parse(row, BufferJSON.reviver) as SignalDataTypeMap[T];
  if (type !== 'app-state-sync-key') return value;
  return proto.Message.AppStateSyncKeyData.fromObject(value as object) as unknown as SignalDataTypeMap[T];
}
