/**
 * The extension's IndexedDB as it lies there, read by the browser's own API in a page of the
 * extension: what the tests compare the faces with, by no code of the store's own.
 */
import { askPage, type AskablePage } from './ask-page.ts';

const DATABASE = 'liquidation-lens';

interface StoreName {
  readonly database: string;
  readonly store: string;
  /** Rows whose key begins with it; all if not given. */
  readonly book?: string;
}

export interface StoredRow {
  readonly key: unknown;
  readonly value: unknown;
}

interface PackedArray {
  readonly arrayType: string;
  readonly base64: string;
}

/** Sent into the page: all rows of a store as JSON, typed arrays as the base64 of their bytes. */
const dumpStore = async ({ database, store, book }: StoreName): Promise<string> => {
  const request = <Result>(asked: IDBRequest<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const known = await indexedDB.databases();
  // Opening a database that is not there would make an empty one and break the extension's own.
  if (!known.some(({ name }) => name === database)) return '[]';
  const db = await request(indexedDB.open(database));
  try {
    if (!db.objectStoreNames.contains(store)) return '[]';
    const source = db.transaction(store).objectStore(store);
    // Arrays come after all numbers and texts.
    const range = book === undefined ? null : IDBKeyRange.bound([book], [book, []]);
    const [keys, values] = await Promise.all([
      request(source.getAllKeys(range)),
      request(source.getAll(range) as IDBRequest<unknown[]>),
    ]);
    const pack = (_name: string, value: unknown): unknown => {
      if (typeof value === 'number' && Number.isNaN(value)) return { notANumber: true };
      if (!ArrayBuffer.isView(value)) return value;
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return { arrayType: value.constructor.name, base64: btoa(text) };
    };
    return JSON.stringify(
      keys.map((key, at) => ({ key, value: values[at] })),
      pack,
    );
  } finally {
    db.close();
  }
};

const ARRAYS = {
  Uint8Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
} as const;

const unpack = (_name: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if ('notANumber' in value) return Number.NaN;
  if (!('arrayType' in value)) return value;
  const { arrayType, base64 } = value as PackedArray;
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new ARRAYS[arrayType as keyof typeof ARRAYS](bytes.buffer);
};

/**
 * All rows of a store, or those of one book, in the order of their keys; none where store or database do
 * not exist.
 */
export const readStoredRows = async (
  extensionPage: AskablePage,
  store: string,
  book?: string,
): Promise<StoredRow[]> =>
  JSON.parse(
    await askPage(extensionPage, dumpStore, {
      database: DATABASE,
      store,
      ...(book === undefined ? {} : { book }),
    }),
    unpack,
  ) as StoredRow[];
