/** Shells that can be taught. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/**
 * Code that a shell loads once. It asks `pm-sim complete` at each Tab, so that it never grows old and
 * knows the profiles of the folder; where pm-sim has nothing to say, the shell offers files.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  // "@", "=" and ":" end words in bash's own splitting: the line is split at spaces instead, and what
  // stands before the last of them is taken off again, since bash puts the rest there.
  bash: `# pm-sim completion for bash: eval "$(pm-sim completion bash)", or in ~/.bashrc
_pm_sim() {
  local line="\${COMP_LINE:0:COMP_POINT}" current reply
  local -a typed
  read -ra typed <<< "$line"
  [[ "$line" == *" " ]] && typed+=("")
  current="\${typed[\${#typed[@]}-1]}"
  local cut="\${current%"\${current##*[@=:]}"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r reply _; do
    COMPREPLY+=("\${reply#"$cut"}")
  done < <(pm-sim complete -- "\${typed[@]:1}" 2> /dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == *[@=] ]]; then compopt -o nospace; fi
}
complete -o default -F _pm_sim pm-sim
`,
  zsh: `#compdef pm-sim
# pm-sim completion for zsh: eval "$(pm-sim completion zsh)", or as _pm-sim in a folder of $fpath
_pm_sim() {
  local -a found
  local line
  while IFS= read -r line; do
    found+=("\${\${line//:/\\\\:}/$'\\t'/:}")
  done < <(pm-sim complete -- "\${(@)words[2,CURRENT]}" 2> /dev/null)
  if (( \${#found} )); then _describe 'pm-sim' found; else _files; fi
}
compdef _pm_sim pm-sim
`,
  fish: `# pm-sim completion for fish: pm-sim completion fish > ~/.config/fish/completions/pm-sim.fish
function __pm_sim_complete
  set -l typed (commandline -opc) (commandline -ct)
  set -l found (pm-sim complete -- $typed[2..] 2> /dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c pm-sim -f -a '(__pm_sim_complete)'
`,
};
