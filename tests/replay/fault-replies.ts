/** What a faulty exchange answers: wrong statuses, no answer at all, or a spoilt body. */
import { SECOND_MS } from '../../lib/model/time.ts';
import { banned, overloaded, rateLimited, restrictedLocation } from './api-errors.ts';
import type { FaultRule } from './faults.ts';
import { errorReply, htmlReply, jsonReply, type Reply } from './reply.ts';

const RATE_LIMIT_SECONDS = 30;
const BAN_SECONDS = 120;
const FIREWALL_PAGE =
  '<!DOCTYPE html>\n<html><head><title>403 Forbidden</title></head>' +
  '<body><center><h1>403 Forbidden</h1></center><hr><center>cloudfront</center></body></html>';
const MAINTENANCE_PAGE =
  '<!DOCTYPE html>\n<html><head><title>Binance</title></head><body>One moment, please.</body></html>';

/** The reply that stands in for the right one, or undefined if the rule spoils the body instead. */
export function computeFaultReply(rule: FaultRule, nowMs: number): Reply | undefined {
  switch (rule.kind) {
    case 'rate-limit':
      return errorReply(rateLimited(rule.retryAfterSeconds ?? RATE_LIMIT_SECONDS));
    case 'ban': {
      const seconds = rule.retryAfterSeconds ?? BAN_SECONDS;
      return errorReply(banned(nowMs + seconds * SECOND_MS, seconds));
    }
    case 'location':
      return errorReply(restrictedLocation());
    case 'overload':
      return errorReply(overloaded());
    case 'firewall':
      return htmlReply(403, FIREWALL_PAGE);
    case 'html-200':
      return htmlReply(200, MAINTENANCE_PAGE);
    case 'timeout':
      return { kind: 'silence' };
    case 'reset':
      return { kind: 'reset' };
    default:
      return undefined;
  }
}

/** The right answer with the fault worked into it. */
export function spoilBody(rule: FaultRule, body: unknown): Reply {
  if (rule.kind !== 'truncated') return jsonReply(200, spoilValue(rule, body));
  const text = JSON.stringify(body);
  return { ...jsonReply(200, null), body: text.slice(0, Math.ceil(text.length / 2)) };
}

function spoilValue(rule: FaultRule, body: unknown): unknown {
  if (rule.kind === 'missing-fields') return mapRows(body, dropFields);
  if (rule.kind === 'extra-fields') return mapRows(body, addFields);
  if (!Array.isArray(body)) return body;
  if (rule.kind === 'gap') return dropMiddleThird(body);
  if (rule.kind === 'duplicates') return body.flatMap((row) => [row, row]);
  return rule.kind === 'out-of-order' ? swapNeighbours(body) : body;
}

const mapRows = (body: unknown, change: (row: unknown) => unknown): unknown =>
  Array.isArray(body) ? body.map(change) : change(body);

/** Rows lose all after the fifth element, objects every second field. */
function dropFields(row: unknown): unknown {
  if (Array.isArray(row)) return row.slice(0, 5);
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(Object.entries(row).filter((_, index) => index % 2 === 0));
}

/** Rows gain a thirteenth element, objects a field and one inside another. */
function addFields(row: unknown): unknown {
  if (Array.isArray(row)) return [...row, 'unforeseen'];
  if (typeof row !== 'object' || row === null) return row;
  return { unforeseen: 'value', ...row, alsoUnforeseen: { inside: [1, null] } };
}

function dropMiddleThird(rows: readonly unknown[]): readonly unknown[] {
  const from = Math.floor(rows.length / 3);
  const to = Math.max(from + 1, Math.floor((rows.length * 2) / 3));
  return rows.length < 3 ? rows : [...rows.slice(0, from), ...rows.slice(to)];
}

const swapNeighbours = (rows: readonly unknown[]): readonly unknown[] =>
  rows.map((row, index) => rows[index % 2 === 0 ? index + 1 : index - 1] ?? row);
