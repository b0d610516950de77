/** The requests a stream's client may send: SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS. */

const refusal = (msg: string, id: unknown) => JSON.stringify({ error: { code: 2, msg }, id });

function parseMessage(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Changes `names` as the message asks and returns the answer to send back. */
export function answerStreamRequest(names: Set<string>, text: string): string {
  const message = parseMessage(text);
  if (!message) return refusal('Invalid JSON: expected value at line 1 column 1', null);
  const { method, params, id } = message;
  if (typeof id !== 'number' && typeof id !== 'string') {
    return refusal('Invalid request: request ID must be an unsigned integer', null);
  }
  if (method === 'LIST_SUBSCRIPTIONS') return JSON.stringify({ result: [...names], id });
  if (method !== 'SUBSCRIBE' && method !== 'UNSUBSCRIBE') {
    return refusal(`Invalid request: unknown variant \`${String(method)}\``, id);
  }
  if (!Array.isArray(params) || !params.every((name) => typeof name === 'string')) {
    return refusal('Invalid request: param is invalid', id);
  }
  for (const name of params) {
    if (method === 'SUBSCRIBE') names.add(name);
    else names.delete(name);
  }
  return JSON.stringify({ result: null, id });
}
