/** From a file in an image back to where COPY or ADD took it from. */

/**
 * The path in the build context of the file that `COPY sources destination` put at `file` (no slash in front), as
 * `.dockerignore` wants it; `**` before the name where the instruction does not tell.
 */
export function contextPathOf(instruction: string, file: string): string {
  const words = pathsOf(instruction);
  const destination = trimmed(words.at(-1) ?? '');
  const name = file.slice(file.lastIndexOf('/') + 1);
  const unknown = `**/${name}`;
  const sources = words.slice(0, -1).map(trimmed);
  // The old builder of Docker and Buildah write a checksum for the sources.
  if (sources.length === 0 || sources.some((source) => /[*?[$]|^(file|dir|multi):|:\/\//.test(source))) return unknown;
  const exact = sources.find((source) => source.slice(source.lastIndexOf('/') + 1) === name);
  const isFile = exact !== undefined && (file === destination || file === joined(destination, name));
  if (isFile) return exact;
  const [source = ''] = sources;
  if (sources.length > 1 || (destination !== '' && !file.startsWith(`${destination}/`))) return unknown;
  return joined(source, destination === '' ? file : file.slice(destination.length + 1));
}

/** The sources and the destination, whether they are words or a list. */
function pathsOf(instruction: string): string[] {
  const rest = instruction.replace(/^\w+\s+/, '').replace(/^(?:--\S+\s+)+/, '');
  if (!rest.startsWith('[')) return rest.split(/\s+/);
  return [...rest.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, word = '']) => word);
}

/** Neither `./`, `/` nor `.` before or after says anything: both are relative to a root. */
function trimmed(path: string): string {
  return path
    .replace(/^(?:\.?\/)+/, '')
    .replace(/(?:\/\.?)+$/, '')
    .replace(/^\.$/, '');
}

function joined(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}
