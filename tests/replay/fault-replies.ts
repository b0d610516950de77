/** What a faulty exchange answers in place of the data, where both exchanges do the same. */
import type { FaultRule } from './faults.ts';
import { htmlReply, type Reply } from './reply.ts';

const FIREWALL_PAGE =
  '<!DOCTYPE html>\n<html><head><title>403 Forbidden</title></head>' +
  '<body><center><h1>403 Forbidden</h1></center><hr><center>cloudfront</center></body></html>';
const MAINTENANCE_PAGE =
  '<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body>One moment, please.</body></html>';

/** The reply of a rule whose words are no exchange's own, or undefined. */
export function computeCommonFaultReply(rule: FaultRule): Reply | undefined {
  switch (rule.kind) {
    case 'firewall':
      return htmlReply(403, FIREWALL_PAGE);
    case 'html-200':
      return htmlReply(200, MAINTENANCE_PAGE);
    case 'timeout':
      return { kind: 'silence' };
    case 'reset':
      return { kind: 'reset', begun: true };
    case 'refused':
      return { kind: 'reset', begun: false };
    case 'stream-refused':
      return htmlReply(503, '');
    default:
      return undefined;
  }
}
