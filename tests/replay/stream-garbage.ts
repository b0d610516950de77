/** Messages that no client should have to understand. */

const UNKNOWN = JSON.stringify({ e: 'unforeseen', topic: 'unforeseen', data: { inside: [null] } });

/** Text that stands in for a message, a different sort of garbage by the message's length. */
export function spoilMessage(text: string): string {
  switch (text.length % 5) {
    case 0:
      return text.slice(0, Math.ceil(text.length / 2));
    case 1:
      return '<html><body>502 Bad Gateway</body></html>';
    case 2:
      return UNKNOWN;
    case 3:
      // numbers that are none
      return text.replaceAll(/"-?\d+(\.\d+)?"/g, '"NaN"');
    default:
      return 'null';
  }
}
