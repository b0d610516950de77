import type { ServerResponse } from 'node:http';
import { errorBody, type ApiError } from './api-errors.ts';
import type { RawConnections } from './raw-connections.ts';

/** What goes back to a request: an answer, nothing ever, or a cut connection. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | Uint8Array;
    }
  | { readonly kind: 'silence' }
  | { readonly kind: 'reset' };

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

export const errorReply = (error: ApiError): Answer =>
  jsonReply(error.status, errorBody(error), error.headers);

export const htmlReply = (status: number, body: string): Answer => ({
  kind: 'answer',
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body,
});

/** Long enough for the client to have read that an answer began. */
const BEFORE_RESET_MS = 30;

/**
 * Sends the reply, dated by the exchange's clock. No header lets other origins read it. A reset
 * comes after the answer has begun: browsers quietly ask again where nothing had come yet.
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
    response.writeHead(200, { ...headers, 'Content-Type': JSON_TYPE, 'Content-Length': 1000 });
    response.write('[');
    setTimeout(() => connections.reset(response.socket), BEFORE_RESET_MS);
    return;
  }
  const length = Buffer.byteLength(reply.body);
  response.writeHead(reply.status, { ...headers, ...reply.headers, 'Content-Length': length });
  response.end(reply.body);
}
