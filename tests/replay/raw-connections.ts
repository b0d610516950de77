import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/** The TCP connections under a server's TLS ones: only they can be reset rather than closed. */
export interface RawConnections {
  /** Resets (RST) the connection that carries an encrypted socket. */
  reset(encrypted: { readonly remotePort?: number | undefined } | null): void;
  destroyAll(): void;
}

export function trackConnections(server: Server): RawConnections {
  const byRemotePort = new Map<number, Socket>();
  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    byRemotePort.set(remotePort, socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => byRemotePort.delete(remotePort));
  });
  return {
    reset: (encrypted) => void byRemotePort.get(encrypted?.remotePort ?? 0)?.resetAndDestroy(),
    destroyAll: () => byRemotePort.forEach((socket) => socket.destroy()),
  };
}
