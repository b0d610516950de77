import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody, type ApiError } from './api-errors.ts';

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

/** Sends the reply, dated by the exchange's clock. No header lets other origins read it. */
export function sendReply(response: ServerResponse, reply: Reply, nowMs: number): void {
  if (reply.kind === 'silence') return;
  if (reply.kind === 'reset') {
    cutConnection(response.socket);
    return;
  }
  response.sendDate = false;
  response.writeHead(reply.status, {
    Date: new Date(nowMs).toUTCString(),
    'Cache-Control': 'no-store',
    ...reply.headers,
    'Content-Length': Buffer.byteLength(reply.body),
  });
  response.end(reply.body);
}

/** Ends a connection without a word, as a reset does. */
export function cutConnection(socket: Socket | null): void {
  socket?.destroy();
}
