// Why a browser may not have opened a connection: it does not say, but what the page and the address are says much. Pure.

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[f[cd])|\.(local|internal|lan|home\.arpa)$|^[^.:]+$/;

/** The probable cause, for people; undefined when there is nothing to suspect but that nobody is there. */
export function probableCause(address: string, page = (globalThis as { location?: Location }).location): string | undefined {
  const [, scheme = '', host = ''] = /^(wss?|https?):\/\/([^/?#:]+|\[[^\]]+\])/i.exec(address) ?? [];
  if (!page || host === '' || !/^https?:$/.test(page.protocol)) return undefined;
  const secure = /^(wss|https)$/i.test(scheme);
  const near = LOOPBACK.test(host);
  if (page.protocol === 'https:' && !secure && !near) {
    return `The page is https and ${host} is not: browsers block that (mixed content). Connect by wss://, with a certificate.`;
  }
  if ((near || PRIVATE.test(host)) && !LOOPBACK.test(page.hostname) && !PRIVATE.test(page.hostname)) {
    return `The page is public and ${host} is in a private network: the browser asks whether the page may use the local network; allow it.`;
  }
  if (secure && host !== page.hostname) {
    return `Perhaps this browser does not trust the certificate of ${host} (open https://${host} in a tab to see), or the server does not admit pages of ${page.origin} (websocket_origins).`;
  }
  return undefined;
}
