/** Bytes that the browser says this extension stores; null where it does not say. */
export const readStorageUsed = async (
  storage: Pick<StorageManager, 'estimate'> | undefined = globalThis.navigator?.storage,
): Promise<number | null> => (await storage?.estimate())?.usage ?? null;
