/** `npm run replay -- --port 8443 --speed 60`: the stand-in for people to look at. */
import { parseArgs } from 'node:util';
import { startReplay } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8443' },
    speed: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    start: { type: 'string' },
    recordings: { type: 'string' },
    simulated: { type: 'boolean', default: false },
    generated: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `The replay stand-in: answers as the futures APIs of Binance and Bybit do.
  --port 8443         port of the HTTPS and WebSocket server (0: any)
  --speed 60          replay minutes per real minute; 0 stands still
  --seed 1            which simulated or generated market
  --start 2026-01-15  the exchange's time at the start (default: now)
  --recordings DIR    recorded market data (default: LENS_MARKET, else ../shared/market)
  --simulated         the simulated market, whose liquidations are true; taken where nothing is recorded
  --generated         the generated market alone, which is there at once
`;

if (values.help) {
  process.stdout.write(HELP);
} else {
  await serve();
}

async function serve(): Promise<void> {
  const replay = await startReplay({
    port: Number(values.port),
    speed: Number(values.speed),
    seed: Number(values.seed),
    ...(values.start === undefined ? {} : { startMs: Date.parse(values.start) }),
    ...(values.generated || values.simulated ? { recordingsDir: null } : {}),
    withoutRecordings: values.generated ? 'generated' : 'simulated',
    ...(values.recordings === undefined ? {} : { recordingsDir: values.recordings }),
  });
  const base = `https://localhost:${replay.port}`;
  const market = replay.source === 'recordings' ? 'recordings, then generated' : replay.source;
  process.stdout.write(`Replay of Binance and Bybit futures, market: ${market}
  exchange time  ${new Date(replay.clock.nowMs()).toISOString()}, ${values.speed} times as fast as real time
  chart page     ${base}/en/futures/BTCUSDT
  REST           ${base}/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=3
  Bybit          ${base}/v5/market/tickers?category=linear&symbol=BTCUSDT
  streams        wss://localhost:${replay.port}/market/ws/btcusdt@markPrice@1s
  control        ${base}/__replay__/state (faults, clock and requests beside it)
  CONNECT proxy  127.0.0.1:${replay.proxyPort}
The certificate is self-signed and new each time. Chromium takes the place for the real one with
  --host-resolver-rules="MAP * 127.0.0.1:${replay.port}" --ignore-certificate-errors
Stop with Ctrl+C.
`);
  process.once('SIGINT', () => void replay.stop());
}
