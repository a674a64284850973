/**
 * Headless Chromium, driven over its debugging protocol: what a page asks for, what it complains of, what it looks like.
 *
 * @module
 */

/** Where Chromium is, or undefined where it is not installed. */
export async function findBrowser(): Promise<string | undefined> {
  for (const name of [Deno.env.get("THREADLOOM_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]) {
    if (!name) continue;
    try {
      const { success } = await new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" })
        .output();
      if (success) return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}

/** What a page did. */
export interface Seen {
  /** Uncaught errors, errors on the console, and what the browser itself logged as an error. */
  errors: string[];
  /** All addresses that were asked for. */
  requests: string[];
  /** Texts of dialogs that a script opened. */
  dialogs: string[];
}

/** A message of the protocol. */
interface Message {
  id?: number;
  method?: string;
  params?: { [name: string]: unknown };
  result?: { [name: string]: unknown };
  error?: { message: string };
}

/** A running browser with one page. */
export class Browser {
  readonly seen: Seen = { errors: [], requests: [], dialogs: [] };
  readonly #process: Deno.ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<{ [name: string]: unknown }>>();
  #session: string | undefined;
  /** Documents that were loaded, and who waits for one. */
  readonly #loaded = new Set<string>();
  readonly #loading = new Map<string, () => void>();
  #last = 0;

  private constructor(process: Deno.ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
  }

  /** Starts Chromium; no name is ever looked up. */
  static async start(command: string, size = "1000,900"): Promise<Browser> {
    const profile = await Deno.makeTempDir({ prefix: "threadloom-browser-" });
    const process = new Deno.Command(command, {
      args: [
        ..."--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --no-first-run".split(" "),
        ..."--disable-background-networking --disable-component-update --remote-debugging-port=0".split(" "),
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        `--user-data-dir=${profile}`,
        `--window-size=${size}`,
        "about:blank",
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const socket = new WebSocket(`ws://127.0.0.1:${await portOf(profile)}`);
    await new Promise((opened, failed) => {
      socket.onopen = opened;
      socket.onerror = failed;
    });
    const browser = new Browser(process, profile, socket);
    const { targetId } = await browser.#send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.#send("Target.attachToTarget", { targetId, flatten: true });
    browser.#session = String(sessionId);
    for (const domain of ["Page", "Runtime", "Network", "Log"]) await browser.#send(`${domain}.enable`);
    await browser.#send("Page.setLifecycleEventsEnabled", { enabled: true });
    return browser;
  }

  /** Opens an address and waits until it is loaded. */
  async open(url: string, scheme: "light" | "dark" = "light"): Promise<void> {
    const features = [{ name: "prefers-color-scheme", value: scheme }];
    await this.#send("Emulation.setEmulatedMedia", { features });
    const { errorText, loaderId } = await this.#send("Page.navigate", { url });
    if (errorText) throw new Error(`Cannot open "${url}": ${errorText}`);
    // Another place of the document that is there: nothing is loaded.
    if (loaderId === undefined) return;
    // The end of an earlier document may be told late: it is this one's that counts.
    const id = String(loaderId);
    if (!this.#loaded.has(id)) await new Promise<void>((resolve) => this.#loading.set(id, resolve));
  }

  /** Waits until an expression in the page is true: what a page shows follows a click or an image a moment later. */
  async until(expression: string): Promise<void> {
    const ends = performance.now() + 30_000;
    while (!await this.#holds(expression)) {
      if (performance.now() > ends) throw new Error(`Waited 30 s, and it did not come true in the page: ${expression}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  /** Evaluates what may lead to another document, which then may come before the answer. */
  async leave(expression: string): Promise<void> {
    try {
      await this.evaluate(expression);
    } catch (error) {
      if (!isLeaving(error)) throw error;
    }
  }

  /** Whether an expression is true; it is not yet while one document takes the place of another. */
  async #holds(expression: string): Promise<boolean> {
    try {
      return await this.evaluate<boolean>(`Boolean(${expression})`);
    } catch (error) {
      if (isLeaving(error)) return false;
      throw error;
    }
  }

  /** The value of an expression in the page; promises are waited for. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(`Cannot evaluate: ${JSON.stringify(exceptionDetails).slice(0, 500)}`);
    return (result as { value: T }).value;
  }

  /** The page as a PNG. */
  async screenshot(whole = true): Promise<Uint8Array> {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png", captureBeyondViewport: whole });
    return Uint8Array.fromBase64(String(data));
  }

  /** The page as it is printed, as a PDF. */
  async print(): Promise<Uint8Array> {
    const { data } = await this.#send("Page.printToPDF", {});
    return Uint8Array.fromBase64(String(data));
  }

  /** Ends Chromium and removes what it left. */
  async close(): Promise<void> {
    this.#socket.close();
    this.#process.kill("SIGKILL");
    await this.#process.status;
    for (let attempt = 1;; attempt++) {
      try {
        return await Deno.remove(this.#profile, { recursive: true });
      } catch (error) {
        // Its helpers end a moment after it, and write until then.
        if (attempt === 20) throw error;
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  }

  #send(method: string, params: object = {}): Promise<{ [name: string]: unknown }> {
    const answer = Promise.withResolvers<{ [name: string]: unknown }>();
    this.#waiting.set(++this.#last, answer);
    this.#socket.send(JSON.stringify({ id: this.#last, method, params, sessionId: this.#session }));
    return answer.promise;
  }

  #receive({ id, method, params = {}, result = {}, error }: Message): void {
    if (id !== undefined) {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      return error ? waiting?.reject(new Error(error.message)) : waiting?.resolve(result);
    }
    const text = JSON.stringify(params);
    if (method === "Page.lifecycleEvent" && params.name === "load") {
      this.#loaded.add(String(params.loaderId));
      this.#loading.get(String(params.loaderId))?.();
    }
    if (method === "Network.requestWillBeSent") {
      this.seen.requests.push(String((params.request as { url: string }).url));
    } else if (method === "Network.webSocketCreated") this.seen.requests.push(String(params.url));
    else if (method === "Runtime.exceptionThrown") this.seen.errors.push(text);
    else if (method === "Runtime.consoleAPICalled" && params.type === "error") this.seen.errors.push(text);
    else if (method === "Log.entryAdded" && (params.entry as { level: string }).level === "error") {
      this.seen.errors.push(text);
    } else if (method === "Page.javascriptDialogOpening") {
      this.seen.dialogs.push(String(params.message));
      void this.#send("Page.handleJavaScriptDialog", { accept: false });
    }
  }
}

/** Chromium writes where it listens into its profile. */
async function portOf(profile: string): Promise<string> {
  for (let attempt = 0; attempt < 400; attempt++) {
    try {
      const text = await Deno.readTextFile(`${profile}/DevToolsActivePort`);
      if (text.includes("\n")) return text.trim().replace("\n", "");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("Cannot start Chromium: it does not say where it listens");
}

/** What is said of a question to a document that another one took the place of. */
function isLeaving(error: unknown): boolean {
  return error instanceof Error &&
    /navigated or closed|context was destroyed|find (?:default execution )?context/.test(error.message);
}
