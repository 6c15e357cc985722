// Why a browser may not have opened a connection: it does not say, but what the page and the address are says much. Pure.

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[f[cd])|\.(local|internal|lan|home\.arpa)$|^[^.:]+$/;

/** The probable cause: as a code, and in English for people; `host` is the server's. */
export interface Suspicion {
  readonly why: 'mixed_content' | 'private_network' | 'certificate';
  readonly host: string;
  readonly reason: string;
}

/** Undefined when there is nothing to suspect but that nobody is there. */
export function suspicion(address: string, page = (globalThis as { location?: Location }).location): Suspicion | undefined {
  const [, scheme = '', host = ''] = /^(wss?|https?):\/\/([^/?#:]+|\[[^\]]+\])/i.exec(address) ?? [];
  if (!page || host === '' || !/^https?:$/.test(page.protocol)) return undefined;
  const secure = /^(wss|https)$/i.test(scheme);
  const near = LOOPBACK.test(host);
  if (page.protocol === 'https:' && !secure && !near) {
    const reason = `The page is https and ${host} is not: browsers block that (mixed content). Connect by wss://, with a certificate.`;
    return { why: 'mixed_content', host, reason };
  }
  if ((near || PRIVATE.test(host)) && !LOOPBACK.test(page.hostname) && !PRIVATE.test(page.hostname)) {
    const reason = `The page is public and ${host} is in a private network: the browser asks whether the page may use the local network; allow it.`;
    return { why: 'private_network', host, reason };
  }
  if (secure && host !== page.hostname) {
    const reason = `Perhaps this browser does not trust the certificate of ${host} (open https://${host} in a tab to see), or the server does not admit pages of ${page.origin} (websocket_origins).`;
    return { why: 'certificate', host, reason };
  }
  return undefined;
}
