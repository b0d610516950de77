/** Takes each request to whom it concerns, sends what comes back and writes it down. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerControl, CONTROL_PREFIX, type ControlContext } from './control-routes.ts';
import { answerExchange } from './exchange.ts';
import { exchangeAt, type Exchanges } from './exchanges.ts';
import type { RawConnections } from './raw-connections.ts';
import { describeAddress } from './request-log.ts';
import { htmlReply, sendReply, type Reply } from './reply.ts';
import { readStaticReply } from './static-files.ts';

/** The host name a request was sent to, without a port. */
export const hostOf = (request: IncomingMessage): string =>
  (request.headers.host ?? '').replace(/:\d+$/, '');

export interface HandlerContext extends ControlContext {
  readonly exchanges: Exchanges;
  readonly connections: RawConnections;
}

/** Answers one request. */
export async function handleRequest(
  context: HandlerContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://replay');
  const { reply, weight } = await answer(context, request, url);
  context.log.add({
    method: request.method ?? 'GET',
    host: hostOf(request),
    ...describeAddress(url),
    status: reply.kind === 'answer' ? reply.status : 0,
    weight,
  });
  sendReply(response, reply, context.clock.nowMs(), context.connections);
}

async function answer(
  context: HandlerContext,
  request: IncomingMessage,
  url: URL,
): Promise<{ readonly reply: Reply; readonly weight: number }> {
  const path = url.pathname;
  const place = exchangeAt(context.exchanges, hostOf(request), path);
  try {
    if (path.startsWith(CONTROL_PREFIX)) {
      const body = await readBody(request);
      return { reply: answerControl(context, request.method ?? 'GET', path, body), weight: 0 };
    }
    if (place) {
      return answerExchange(place.exchange, context, path, url.searchParams, place.isMeasured);
    }
    return { reply: await readStaticReply(path, wantsDocument(request)), weight: 0 };
  } catch (error) {
    return { reply: htmlReply(500, `<!DOCTYPE html><pre>${String(error)}</pre>`), weight: 0 };
  }
}

const wantsDocument = (request: IncomingMessage) =>
  request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
