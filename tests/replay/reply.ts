import type { ServerResponse } from 'node:http';
import type { RawConnections } from './raw-connections.ts';

/** What goes back to a request: an answer, nothing ever, or a cut connection. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | Uint8Array;
      /** Real time that goes by before it is sent. */
      readonly delayMs?: number;
    }
  | { readonly kind: 'silence' }
  /** `begun`: in the middle of the answer, else before anything of it. */
  | { readonly kind: 'reset'; readonly begun: boolean };

export type Answer = Extract<Reply, { kind: 'answer' }>;

const JSON_TYPE = 'application/json;charset=utf-8';

export const jsonReply = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  kind: 'answer',
  status,
  headers: { 'Content-Type': JSON_TYPE, ...headers },
  body: JSON.stringify(value),
});

export const htmlReply = (status: number, body: string): Answer => ({
  kind: 'answer',
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body,
});

/** Long enough for the client to have read that an answer began. */
const BEFORE_RESET_MS = 30;

/**
 * Sends the reply, dated by the exchange's clock. No header lets other origins read it. Browsers
 * quietly ask once more where a connection was reset before anything of the answer had come.
 */
export function sendReply(
  response: ServerResponse,
  reply: Reply,
  nowMs: number,
  connections: RawConnections,
): void {
  if (reply.kind === 'silence') return;
  response.sendDate = false;
  const headers = { Date: new Date(nowMs).toUTCString(), 'Cache-Control': 'no-store' };
  if (reply.kind === 'reset') {
    if (!reply.begun) return connections.reset(response.socket);
    response.writeHead(200, { ...headers, 'Content-Type': JSON_TYPE, 'Content-Length': 1000 });
    response.write('[');
    setTimeout(() => connections.reset(response.socket), BEFORE_RESET_MS);
    return;
  }
  if (reply.delayMs !== undefined) {
    const { delayMs: _, ...prompt } = reply;
    setTimeout(() => sendReply(response, prompt, nowMs, connections), reply.delayMs);
    return;
  }
  const length = Buffer.byteLength(reply.body);
  response.writeHead(reply.status, { ...headers, ...reply.headers, 'Content-Length': length });
  response.end(reply.body);
}
