/** An answer that is not what was asked for: status, body and headers as the exchange sends them. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    code: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The JSON body of an error. */
export const errorBody = (error: ApiError): { code: number; msg: string } => ({
  code: error.code,
  msg: error.message,
});

const CALLER_IP = '127.0.0.1';

export const invalidSymbol = (): ApiError => new ApiError(400, -1121, 'Invalid symbol.');
export const invalidInterval = (): ApiError => new ApiError(400, -1120, 'Invalid interval.');
export const startAfterEnd = (): ApiError =>
  new ApiError(400, -1023, 'Start time is greater than end time.');

export const missingParameter = (name: string): ApiError =>
  new ApiError(
    400,
    -1102,
    `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
  );

export const illegalCharacters = (name: string): ApiError =>
  new ApiError(
    400,
    -1100,
    `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`,
  );

export const invalidData = (name: string): ApiError =>
  new ApiError(400, -1130, `Data sent for parameter '${name}' is not valid.`);

/** The statistics under /futures/data word the same code differently. */
export const invalidStatisticsParameter = (name: string): ApiError =>
  new ApiError(400, -1130, `parameter '${name}' is invalid.`);

export const unknownPath = (path: string): ApiError =>
  new ApiError(404, -5000, `Path ${path}, Method GET is invalid`);

export const keyRequired = (): ApiError => new ApiError(401, -2014, 'API-key format invalid.');

/** Too many requests in the window. `retryAfterSeconds` goes into the header. */
export const rateLimited = (retryAfterSeconds: number): ApiError =>
  new ApiError(
    429,
    -1003,
    `Too many requests; current limit of IP(${CALLER_IP}) is 2400 requests per minute. ` +
      'Please use the websocket for live updates to avoid polling the API.',
    { 'Retry-After': String(retryAfterSeconds) },
  );

/** Went on after 429. */
export const banned = (bannedUntilMs: number, retryAfterSeconds: number): ApiError =>
  new ApiError(
    418,
    -1003,
    `Way too many requests; IP(${CALLER_IP}) banned until ${bannedUntilMs}. ` +
      'Please use the websocket for live updates to avoid bans.',
    { 'Retry-After': String(retryAfterSeconds) },
  );

/** Asked from a country that the exchange does not serve. The code really is 0. */
export const restrictedLocation = (): ApiError =>
  new ApiError(
    451,
    0,
    "Service unavailable from a restricted location according to 'b. Eligibility' in " +
      'https://www.binance.com/en/terms. Please contact customer service if you believe you ' +
      'received this message in error.',
  );

export const overloaded = (): ApiError =>
  new ApiError(503, -1008, 'Request throttled by system-level protection.');

/** Nobody trades: there is no present to tell of. */
export const shuttingDown = (): ApiError =>
  new ApiError(503, -1016, 'This service is no longer available.');
