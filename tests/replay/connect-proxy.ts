/**
 * A proxy that knows one place: whatever host and port a browser asks a tunnel to, it gets the
 * stand-in. Firefox has no other way to be sent elsewhere on a port of our choosing.
 */
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** Plain HTTP (captive-portal checks and the like) leads nowhere. */
export const PLAIN_STATUS = 502;

export interface ConnectProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** `onPlainRequest` hears of requests that came without TLS: they are refused, but not unseen. */
export async function startConnectProxy(
  targetPort: number,
  onPlainRequest: (method: string, url: URL) => void,
): Promise<ConnectProxy> {
  const sockets = new Set<Socket>();
  const remember = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((request, response) => {
    onPlainRequest(request.method ?? 'GET', new URL(request.url ?? '/', 'http://proxy'));
    response.writeHead(PLAIN_STATUS).end();
  });
  server.on('connection', remember);
  server.on('connect', (_request, socket: Socket, head: Buffer) => {
    const tunnel = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) tunnel.write(head);
      socket.pipe(tunnel).pipe(socket);
    });
    remember(tunnel);
    tunnel.on('close', () => socket.destroy());
    socket.on('close', () => tunnel.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
