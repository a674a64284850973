/**
 * Folders may be moved: what the ledger remembers of files beside it holds wherever they lie.
 *
 * @module
 */
import type { FileIdentity, OpenFileSink } from "../sink.ts";

/** The folder that state is kept in, and that tells where the files beside it begin. */
const STATE = ".threadloom";

/**
 * The sink, naming files relative to the folder beside which state is kept, in the form `a/b.jsonl`. Files elsewhere
 * keep their path.
 */
export function movable<T>(sink: OpenFileSink<T>, stateFolder: string): OpenFileSink<T> {
  const home = homeOf(stateFolder);
  if (home === undefined) return sink;
  const named = (file: FileIdentity): FileIdentity => ({ ...file, path: below(file.path, home) });
  return {
    present: async () => (await sink.present()).map(named),
    write: (records) => sink.write(records),
    async commit(touched) {
      const { files, changed } = await sink.commit(touched);
      return { files: files.map(named), changed };
    },
    abort: () => sink.abort(),
    done: sink.done?.bind(sink),
  };
}

/** The folder that holds the state folder's `.threadloom`, with a slash at its end; undefined where there is none. */
function homeOf(stateFolder: string): string | undefined {
  const names = slashed(stateFolder).split("/");
  const at = names.lastIndexOf(STATE);
  return at > 0 ? `${names.slice(0, at).join("/")}/` : undefined;
}

function below(path: string, home: string): string {
  const whole = slashed(path);
  return whole.startsWith(home) ? whole.slice(home.length) : path;
}

/** On Windows both slashes part names; elsewhere a backslash is a letter, and a path without a drive is left alone. */
function slashed(path: string): string {
  return /^[A-Za-z]:[\\/]/.test(path) ? path.replaceAll("\\", "/") : path;
}
