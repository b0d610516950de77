/**
 * A proxy that knows one place: whatever host and port a browser asks a tunnel to, it gets the
 * stand-in. Firefox has no other way to be sent elsewhere on a port of our choosing.
 */
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ConnectProxy {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startConnectProxy(targetPort: number): Promise<ConnectProxy> {
  const sockets = new Set<Socket>();
  const remember = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  // Plain HTTP (captive-portal checks and the like) leads nowhere.
  const server = createServer((_request, response) => response.writeHead(502).end());
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
