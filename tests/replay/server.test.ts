import { connect as connectTls } from 'node:tls';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, askJson } from './ask.ts';
import { createRequestLog } from './request-log.ts';
import { startReplay, type Replay } from './server.ts';

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay({ recordingsDir: null, speed: 0 });
});
afterAll(() => replay.stop());

describe('pages', () => {
  const HOST = { host: 'www.binance.com', accept: 'text/html,*/*' };

  test('any document of a site is the chart page', async () => {
    const page = await ask(replay.port, '/en/futures/BTCUSDT', HOST);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.text).toMatch(/<!doctype html>/i);
  });

  test('what is no document is not', async () => {
    const icon = await ask(replay.port, '/favicon.ico', { ...HOST, accept: 'image/*' });
    expect(icon.status).toBe(404);
  });

  test('chart libraries come from the installed packages', async () => {
    for (const name of ['lightweight-charts', 'klinecharts']) {
      const script = await ask(replay.port, `/vendor/${name}.js`, HOST);
      expect(script.headers['content-type']).toContain('text/javascript');
      expect(script.text.length).toBeGreaterThan(100_000);
    }
  });

  test('nothing outside the pages folder is served', async () => {
    const path = '/pages/..%2f..%2fpackage.json';
    expect((await ask(replay.port, path, { ...HOST, accept: '*/*' })).status).toBe(404);
  });

  test("the exchange's own hosts have no pages", async () => {
    const answer = await ask(replay.port, '/', { accept: 'text/html' });
    expect([answer.status, (JSON.parse(answer.text) as { code: number }).code]).toEqual([
      404, -5000,
    ]);
  });
});

test('every request is written down with the host it was meant for', async () => {
  await ask(replay.port, '/beacon?a=1', { host: 'tracker.example' });
  expect(replay.requests.at(-1)).toMatchObject({
    host: 'tracker.example',
    path: '/beacon',
    query: 'a=1',
    status: 404,
  });
  const overHttp = await askJson<{ host: string }[]>(replay.port, '/__replay__/requests');
  expect(overHttp.some(({ host }) => host === 'tracker.example')).toBe(true);
});

test('the log forgets its oldest tenth when full', () => {
  let nowMs = 0;
  const log = createRequestLog(() => nowMs, 10);
  const seen = { method: 'GET', host: '', path: '', query: '', status: 200, weight: 0 };
  for (nowMs = 1; nowMs <= 11; nowMs++) log.add(seen);
  expect(log.entries.map(({ exchangeTimeMs }) => exchangeTimeMs)).toEqual([
    2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ]);
});

test('the proxy leads a tunnel to any host and port to the stand-in', async () => {
  const tunnel = await new Promise<Socket>((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: replay.proxyPort,
      method: 'CONNECT',
      path: 'fapi.binance.com:443',
    });
    asked.on('connect', (_response, socket) => resolve(socket));
    asked.on('error', reject);
    asked.end();
  });
  const secure = connectTls({ socket: tunnel, rejectUnauthorized: false });
  secure.write('GET /fapi/v1/ping HTTP/1.1\r\nHost: fapi.binance.com\r\nConnection: close\r\n\r\n');
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    secure.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    secure.on('end', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK[^]*\{\}$/);
});

test('what is sent through the proxy without TLS is refused and written down', async () => {
  const status = await new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: replay.proxyPort,
      path: 'http://portal.example/check',
    });
    asked.on('response', (response) => resolve(response.statusCode));
    asked.on('error', reject);
    asked.end();
  });
  expect(status).toBe(502);
  expect(replay.requests.at(-1)).toMatchObject({ host: 'portal.example', path: '/check' });
});

test('stopping lets go of the port even with requests that hang', async () => {
  const other = await startReplay({ recordingsDir: null });
  other.faults.add({ path: '/', kind: 'timeout' });
  const hanging = ask(other.port, '/fapi/v1/ping').catch((error: Error) => error);
  await expect.poll(() => other.requests.length).toBe(1);
  await other.stop();
  expect(await hanging).toBeInstanceOf(Error);
  const again = await startReplay({ recordingsDir: null, port: other.port });
  expect(again.port).toBe(other.port);
  await again.stop();
});
