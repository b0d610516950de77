/** What Bybit refuses with: mostly status 200 and a code in the body. */
import { ApiError } from '../api-errors.ts';

export const invalidSymbol = (): ApiError =>
  new ApiError(200, 10001, 'params error: symbol invalid');
export const unsupportedSymbol = (): ApiError => new ApiError(200, 10001, 'Not supported symbols');
export const invalidParameter = (name: string): ApiError =>
  new ApiError(200, 10001, `Request parameter error. ${name} is invalid`);
export const timeInvalid = (): ApiError =>
  new ApiError(200, 10001, 'The start time must be before the end time.');
export const unknownPath = (): ApiError => new ApiError(404, 404, 'Not Found');
export const overloaded = (): ApiError =>
  new ApiError(200, 10429, 'System level frequency protection');
export const serverError = (): ApiError => new ApiError(200, 10016, 'Server error.');

/** Too often for now. Bybit has no Retry-After; the reset is told as a moment. */
export const tooManyVisits = (resetMs: number): ApiError =>
  new ApiError(200, 10006, 'Too many visits. Exceeded the API Rate Limit.', {
    'X-Bapi-Limit': '600',
    'X-Bapi-Limit-Status': '0',
    'X-Bapi-Limit-Reset-Timestamp': String(resetMs),
  });

/** More than 600 requests in five seconds: shut out for ten minutes. */
export const accessTooFrequent = (resetMs: number): ApiError =>
  new ApiError(403, 10006, 'access too frequent', {
    'X-Bapi-Limit': '600',
    'X-Bapi-Limit-Status': '0',
    'X-Bapi-Limit-Reset-Timestamp': String(resetMs),
  });
