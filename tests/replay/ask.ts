/** A plain HTTPS client for the stand-in's own tests: any host name, any certificate. */
import { request } from 'node:https';

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface AskOptions {
  readonly host?: string;
  readonly method?: 'GET' | 'POST';
  readonly accept?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The answer to one request. Rejects where none comes or it is cut off. */
export function ask(port: number, path: string, options: AskOptions = {}): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path,
      method: options.method ?? 'GET',
      rejectUnauthorized: false,
      agent: false,
      headers: { Host: options.host ?? 'fapi.binance.com', Accept: options.accept ?? '*/*' },
      ...(options.signal ? { signal: options.signal } : {}),
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  });
}

/** The answer's body as JSON. The caller says what it is. */
export const askJson = async <Body>(
  port: number,
  path: string,
  options: AskOptions = {},
): Promise<Body> => JSON.parse((await ask(port, path, options)).text) as Body;
