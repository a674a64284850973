/**
 * Completion for bash.
 *
 * @module
 */
import type { Command, Flag } from "../command.ts";
import { argumentWords, type Completed, flagWords, identifier, quoted, takesPath } from "./words.ts";

/** The script; it works with bash 3.2 and later, without the bash-completion package. */
export function bashCompletion(
  commands: readonly Command[],
  globals: readonly Flag[],
  { program = "threadloom", fallback }: Completed = {},
): string {
  const names = commands.map((command) => command.name);
  const cases = commands.map((command) => {
    const words = [
      ...(command.name === fallback ? names : []),
      ...argumentWords(command, commands),
      ...flagWords([...command.flags, ...globals]),
    ];
    return `    ${command.name}) words=${quoted(words.join(" "))}; paths=${takesPath(command) ? 1 : 0} ;;`;
  });
  const name = `_${identifier(program)}`;
  return `# bash completion for ${program}
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="" command="" word words paths=0 i
  [ "$COMP_CWORD" -gt 0 ] && previous="\${COMP_WORDS[COMP_CWORD-1]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      -*) ;;
      ${fallback === undefined ? "*" : names.join("|")}) command="$word"; break ;;
    esac
  done${fallback === undefined ? "" : `\n  command="\${command:-${fallback}}"`}
  COMPREPLY=()
  case "$command $previous" in
${valueCases(commands).map((line) => `    ${line}`).join("\n")}
  esac
  case "$command" in
    '') words=${quoted([...names, ...flagWords(globals)].join(" "))} ;;
${cases.join("\n")}
    *) return ;;
  esac
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
  if [ "$paths" = 1 ] && [ "\${current#-}" = "$current" ]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
  fi
}
complete -o filenames -F ${name} ${/^[\w-]+$/.test(program) ? program : quoted(program)}
`;
}

/** What a flag's value may be, where the word before is that flag. */
function valueCases(commands: readonly Command[]): string[] {
  const lines: string[] = [];
  for (const command of commands) {
    for (const flag of command.flags) {
      if (flag.value === undefined) continue;
      const ways = [flag.short ? [`-${flag.short}`] : [], `--${flag.name}`].flat();
      const list = flag.choices
        ? `compgen -W ${quoted(flag.choices.join(" "))}`
        : flag.path
        ? `compgen ${flag.path === "folder" ? "-d" : "-f"}`
        : undefined;
      const reply = list ? `while IFS= read -r word; do COMPREPLY+=("$word"); done < <(${list} -- "$current"); ` : "";
      lines.push(`${ways.map((way) => quoted(`${command.name} ${way}`)).join("|")}) ${reply}return ;;`);
    }
  }
  return lines;
}
