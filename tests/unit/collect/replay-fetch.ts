/** `fetch` that goes to the replay stand-in whatever host is named, as the browser's resolver rules do. */
import { Agent, request } from 'node:https';

const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });

export const createReplayFetch = (port: number): typeof fetch => {
  const replayFetch = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const url = new URL(String(input));
      const outgoing = request(
        {
          host: '127.0.0.1',
          port,
          path: url.pathname + url.search,
          headers: { host: url.host },
          agent,
          ...(init?.signal ? { signal: init.signal } : {}),
        },
        (incoming) => {
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.on('error', () => reject(new TypeError('Failed to fetch')));
          incoming.on('end', () => {
            const headers = Object.entries(incoming.headers).map(
              ([name, value]): [string, string] => [name, String(value)],
            );
            resolve(
              new Response(Buffer.concat(parts), { status: incoming.statusCode ?? 0, headers }),
            );
          });
        },
      );
      outgoing.on('error', (error) => {
        const isTimeout = init?.signal?.aborted === true;
        reject(
          isTimeout
            ? (init.signal?.reason as Error)
            : new TypeError(`Failed to fetch: ${error.message}`),
        );
      });
      outgoing.end();
    });
  return replayFetch as typeof fetch;
};
