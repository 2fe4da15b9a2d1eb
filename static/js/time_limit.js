/** A signal that ends a request after `ms`, also in browsers without AbortSignal.timeout: a gym's network may just be silent. */
export function timeLimit(ms) {
  if (AbortSignal.timeout) return AbortSignal.timeout(ms);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}
