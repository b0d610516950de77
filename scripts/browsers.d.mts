export type BrowserKind = 'chromium' | 'firefox';
export declare const findBrowser: (kind: BrowserKind) => string | null;
export declare const findBrandedChrome: () => string | null;
