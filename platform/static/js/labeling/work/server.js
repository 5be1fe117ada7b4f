// Talks to the labeling endpoints. Every failure is one of three: refused (the server answered no), signed out, or
// out of reach (no answer, or none that means anything).
const PATIENCE = 30_000; // milliseconds

export class Refused extends Error {
  constructor(status, { error, message, details } = {}) {
    super(message ?? `status ${status}`);
    this.status = status;
    this.code = error ?? "";
    this.details = details ?? {};
  }

  // Whether the same request can never succeed.
  get isFinal() {
    return [403, 404, 405, 410, 413, 422].includes(this.status) || ["key_used", "already_answered"].includes(this.code);
  }
}

export class SignedOut extends Error {}

export class OutOfReach extends Error {}

export class Server {
  constructor(baseUrl, member) {
    this.baseUrl = baseUrl;
    this.member = member;
    this.token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  }

  get(path) {
    return this.ask("GET", path);
  }

  post(path, body = {}, options = {}) {
    return this.ask("POST", path, body, options);
  }

  put(path, body, options = {}) {
    return this.ask("PUT", path, body, options);
  }

  async ask(method, path, body, options = {}) {
    try {
      return await this.once(method, path, body, options);
    } catch (error) {
      // The page may be older than the session: take its token anew, once.
      if (!(error instanceof Refused && error.code === "wrong_origin") || options.keepalive) throw error;
      await this.renew();
      return this.once(method, path, body, options);
    }
  }

  // `baseUrl` is another project's, for answers that were left behind there.
  async once(method, path, body, { keepalive = false, baseUrl = this.baseUrl } = {}) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await this.fetch(baseUrl + path, {
      method, headers, keepalive, body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (response.redirected && !response.url.startsWith(location.origin + baseUrl)) throw new SignedOut();
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => undefined);
    if (response.status === 401) throw new SignedOut();
    if (response.status === 408 || response.status === 429 || response.status >= 500 || answer === undefined) {
      throw new OutOfReach(String(response.status));
    }
    if (!response.ok) throw new Refused(response.status, answer);
    return answer;
  }

  async fetch(url, options) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), PATIENCE);
    try {
      return await fetch(url, { ...options, credentials: "same-origin", cache: "no-store", signal: limit.signal });
    } catch (error) {
      throw new OutOfReach(String(error));
    } finally {
      clearTimeout(timer);
    }
  }

  // Reads this page again for its token; says whether the same member is signed in.
  async renew() {
    const response = await this.fetch(this.baseUrl, { headers: { Accept: "text/html" } });
    if (response.status >= 500) throw new OutOfReach(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const root = page.querySelector("[data-labeling]");
    if (!response.ok || !root) throw new SignedOut();
    if (root.dataset.member !== this.member) throw new SignedOut("other");
    this.token = page.querySelector("meta[name=csrf-token]")?.content ?? this.token;
  }
}

// A key for one answer; crypto.randomUUID is missing on pages without TLS.
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
