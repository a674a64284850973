/**
 * The tree on a server of one's own, for imports by URL.
 *
 * @module
 */

const ROOT = new URL("../../", import.meta.url);

/** Serves the tree as a plain file server does. */
export async function serving(work: (origin: string, asked: Set<string>) => Promise<void>): Promise<void> {
  const asked = new Set<string>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const path = new URL(request.url).pathname;
    asked.add(path);
    try {
      return new Response(await Deno.readFile(new URL(`.${path}`, ROOT)), {
        headers: { "content-type": "text/plain" },
      });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new Response(null, { status: 404 });
      throw error;
    }
  });
  try {
    await work(`http://127.0.0.1:${server.addr.port}`, asked);
  } finally {
    await server.shutdown();
  }
}
