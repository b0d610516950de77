import { defineConfig } from 'wxt';

/**
 * The exchanges the worker may ask. The content-security policy and the host permissions are both
 * made from this list, so that neither can name a host that the other does not.
 */
const EXCHANGE_HTTPS = ['https://fapi.binance.com', 'https://api.bybit.com'];
const EXCHANGE_WSS = ['wss://fstream.binance.com', 'wss://stream.bybit.com'];

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  `connect-src ${[...EXCHANGE_HTTPS, ...EXCHANGE_WSS].join(' ')}`,
  "object-src 'none'",
].join('; ');

export default defineConfig({
  imports: false,
  publicDir: 'assets/public',
  manifestVersion: 3,
  vite: () => ({ build: { target: 'es2023' } }),
  manifest: ({ browser }) => ({
    name: 'Liquidation Lens',
    description:
      'Estimated liquidation levels of perpetual futures, drawn on the chart you trade from.',
    permissions: ['alarms', 'storage', 'unlimitedStorage'],
    host_permissions: EXCHANGE_HTTPS.map((origin) => `${origin}/*`),
    content_security_policy: { extension_pages: CONTENT_SECURITY_POLICY },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'liquidation-lens@liquidation-lens.example',
              strict_min_version: '140.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { minimum_chrome_version: '120' }),
  }),
});
