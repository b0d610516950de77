import { generate } from 'selfsigned';

/** The names that the stand-in answers to. Browsers are told to accept any; other clients may not be. */
const NAMES = [
  'localhost',
  'fapi.binance.com',
  'fstream.binance.com',
  'www.binance.com',
  '*.binance.com',
  'api.bybit.com',
  'stream.bybit.com',
  '*.bybit.com',
  '*.tradingview.com',
];

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A fresh self-signed certificate, good for this run only. */
export async function createCertificate(): Promise<Certificate> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          ...NAMES.map((value) => ({ type: 2 as const, value })),
          { type: 7 as const, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: pems.private, cert: pems.cert };
}
